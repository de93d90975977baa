/// The lock that lets one process at a time talk to a provider about a session.
///
/// It is held across the network call, for keyring sessions too: the Secret Service has no compare-and-swap, and
/// two refreshes at once look like theft. The operating system releases it when its holder dies.
///
/// It excludes the tasks of one process from each other as well: a launch and a refresh may meet in one.
public protocol FlightLock: Sendable {
    /// Waits for the lock.
    ///
    /// - Parameter patience: How long to wait before giving up.
    /// - Throws: ``StoreError`` with the code ``StoreError/Code/busy`` when it was not free in time, or with the reason
    ///   why there can be no lock here.
    func acquire(patience: Duration) async throws(StoreError) -> any FlightLease

    /// The process that holds the lock, as far as it can be told: for `doctor` and `watch`, never for a decision.
    func holder() async -> Int?
}

/// The lock while it is held.
///
/// It is released by ``release()``, or when the last reference goes.
public protocol FlightLease: AnyObject, Sendable {
    /// Gives the lock back; a second call does nothing.
    func release()
}
