/// A store that can say why nobody is told of what others do to its record.
package protocol WatchedStore: SessionStore {
    /// Why ``SessionStore/changes()`` ends without a signal, or `nil` where it does not.
    func watchFailure() async -> StoreError?
}
