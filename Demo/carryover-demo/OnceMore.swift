import Carryover

/// Asks a second time where the session changed hands during the call, which is what that error means.
///
/// What is there now decides: another session's token, or that nobody is signed in any more.
enum OnceMore {
    static func ask<Value>(
        _ call: () async throws(SessionError) -> Value
    ) async throws(SessionError) -> Value {
        do {
            return try await call()
        } catch {
            guard error.code == .superseded else { throw error }
            return try await call()
        }
    }
}
