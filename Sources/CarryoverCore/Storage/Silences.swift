import Synchronization

/// Who did not answer within one call of the app, so that nobody is waited for twice.
///
/// A launch reads the store, describes it, and looks through sources that may lie in the same keyring. Each of these
/// ends by a deadline of its own; without a memory the deadlines would add up.
package final class Silences: Sendable {
    @TaskLocal private static var current: Silences?

    private struct State {
        var errors: [String: StoreError] = [:]
        var askedInVain: Set<String> = []
        /// Tasks that outlive the call have inherited its memory, and must not be kept by it from trying again.
        var isOver = false
    }

    private let state = Mutex(State())

    /// Runs one call of the app; what is called within another one is part of that.
    package static func remembered<Value: Sendable, Failure: Error>(
        during call: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        if present != nil { return try await call() }
        let silences = Silences()
        defer { silences.state.withLock { $0.isOver = true } }
        let result = await $current.withValue(silences) { () async -> Result<Value, Failure> in
            do throws(Failure) {
                return .success(try await call())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The error with which somebody's silence was given up, if it was.
    package static func error(of name: String) -> StoreError? {
        present?.state.withLock { $0.errors[name] }
    }

    /// Whether somebody was let ask a person for something, and nothing came of it.
    package static func wasAskedInVain(by name: String) -> Bool {
        present?.state.withLock { $0.askedInVain.contains(name) } ?? false
    }

    /// Notes what an attempt has failed with.
    ///
    /// - Parameter mayAsk: Whether a person could have been asked for something.
    package static func note(_ error: StoreError, of name: String, mayAsk: Bool) {
        present?.state.withLock { state in
            if error.code == .timedOut { state.errors[name] = error }
            if error.code == .locked, mayAsk { state.askedInVain.insert(name) }
        }
    }

    private static var present: Silences? {
        current.flatMap { silences in silences.state.withLock { $0.isOver } ? nil : silences }
    }
}
