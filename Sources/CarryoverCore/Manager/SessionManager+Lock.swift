import Synchronization

/// The lock over processes, as the managers of this one take it.
extension SessionManager {
    /// How long the lock is waited for before it is looked at once more whether this process keeps it.
    private static let look = Duration.seconds(1)

    /// Takes the lock: the one that is kept, or the one that comes free in time.
    func lock(_ patience: Duration) async throws(StoreError) -> any FlightLease {
        let end = configuration.time.uptime + patience
        while true {
            if let kept = flights.keptLease.withLock({ $0.take() }) { return kept }
            let left = max(end - configuration.time.uptime, .zero)
            do {
                // Another task of this process may be at work with the one that is kept, and will keep it again.
                return try await configuration.lock.acquire(
                    patience: unsaved == nil ? left : min(left, Self.look)
                )
            } catch {
                guard error.code == .busy, configuration.time.uptime < end, !Task.isCancelled else {
                    throw error
                }
            }
        }
    }

    /// Takes the lock for a refresh, which waits no longer once somebody waits for it.
    func lock(
        _ patience: Duration,
        endedBy refresh: RefreshUnderWay
    ) async throws(StoreError) -> any FlightLease {
        do {
            return try await lock(.zero)
        } catch {
            guard error.code == .busy, patience > .zero else { throw error }
        }
        let waiting = Task { () async -> Result<any FlightLease, StoreError> in
            do throws(StoreError) {
                return .success(try await lock(patience))
            } catch {
                return .failure(error)
            }
        }
        refresh.whenAwaited { waiting.cancel() }
        return try await waiting.value.get()
    }

    /// Gives the lock back, unless the stored refresh token is spent and only this process has the one after it: another
    /// process would send the spent one.
    func unlock(_ lease: any FlightLease) {
        // Inside the lock of those tokens: whoever stores them meanwhile has to find the lease, or it stays for ever.
        let isKept = flights.unsaved.withLock { pending in
            guard pending.record != nil, !pending.isOrphaned else { return false }
            flights.keptLease.withLock { $0 = lease }
            return true
        }
        if !isKept { lease.release() }
    }

    /// New tokens that could not be written yet.
    var unsaved: SessionRecord? {
        get { flights.unsaved.withLock { $0.record } }
        set {
            let lease = flights.unsaved.withLock { pending in
                pending = UnsavedTokens(record: newValue)
                return newValue == nil ? flights.keptLease.withLock { $0.take() } : nil
            }
            lease?.release()
        }
    }
}
