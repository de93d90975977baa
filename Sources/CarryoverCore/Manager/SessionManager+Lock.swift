import Synchronization

/// The lock over processes, as the managers of this one take it.
extension SessionManager {
    /// Takes the lock: the one that is kept, or the one that comes free in time.
    func lock(_ patience: Duration) async throws(StoreError) -> any FlightLease {
        if let kept = flights.keptLease.withLock({ $0.take() }) { return kept }
        return try await configuration.lock.acquire(patience: patience)
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
        let epoch = held?.record?.epoch
        // Inside the lock of those tokens: whoever stores them meanwhile has to find the lease, or it stays for ever.
        let isKept = flights.unsaved.withLock { pending in
            guard let pending, pending.epoch == epoch else { return false }
            flights.keptLease.withLock { $0 = lease }
            return true
        }
        if !isKept { lease.release() }
    }

    /// New tokens that could not be written yet.
    var unsaved: SessionRecord? {
        get { flights.unsaved.withLock { $0 } }
        set {
            let lease = flights.unsaved.withLock { pending in
                pending = newValue
                return newValue == nil ? flights.keptLease.withLock { $0.take() } : nil
            }
            lease?.release()
        }
    }
}
