package import CarryoverCore

/// A store from which a record can be taken once it is safe elsewhere.
package protocol RelocatableStore: SessionStore {
    /// Deletes the record if it is still a certain generation.
    ///
    /// - Returns: Whether there is no record now.
    func delete(only generation: UInt64) async throws(StoreError) -> Bool
}
