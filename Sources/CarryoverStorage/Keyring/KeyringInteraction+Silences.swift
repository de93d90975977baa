import CarryoverCore

extension KeyringInteraction {
    /// Asks a provider, unless it has been silent within the same call of the app already.
    ///
    /// - Parameter body: Asks it; a prompt that was left unanswered is not shown a second time.
    func asking<Value: Sendable>(
        _ busName: String,
        _ operation: String,
        _ body: (KeyringInteraction) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        if let earlier = Silences.error(of: busName) {
            throw StoreError(
                earlier.code,
                operation: operation,
                detail: earlier.detail,
                remedy: earlier.remedy
            )
        }
        let interaction = Silences.wasAskedInVain(by: busName) ? .never : self
        do throws(StoreError) {
            return try await body(interaction)
        } catch {
            Silences.note(error, of: busName, mayAsk: interaction != .never)
            throw error
        }
    }
}
