package import CarryoverCore

/// A store that can tell whether it could be used, and if not, why.
package protocol ProbedStore: RelocatableStore {
    /// Finds out whether the store can be used.
    ///
    /// - Parameter mayPrompt: Whether the user may be asked something, as far as the store's own settings
    ///   allow.
    func probe(mayPrompt: Bool) async throws(StoreError)
}
