import FoundationEssentials
import Synchronization

/// Carries out what ``KeyCacheMachine`` decides: one fetch at a time, shared by all who wait for it.
///
/// The fetch runs in a task that the cache owns, so that a caller who is cancelled leaves alone.
final class KeyCache: Sendable {
    private struct State {
        var machine: KeyCacheMachine
        var task: Task<Void, Never>?
        var nextID: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let fetch: @Sendable () async throws -> [UInt8]
    private let state: Mutex<State>

    init(policy: KeyCachePolicy, fetch: @escaping @Sendable () async throws -> [UInt8]) {
        self.fetch = fetch
        state = Mutex(State(machine: KeyCacheMachine(policy: policy)))
    }

    /// How many callers wait for a fetch.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// The key of an identifier, fetched where that is due.
    func key(for id: String?, at now: Date) async throws(VerificationError) -> VerificationKey {
        let step = state.withLock { state in
            let step = state.machine.step(for: id, at: now)
            if case .fetch = step { state.task = Task { await self.refresh() } }
            return step
        }
        switch step {
        case .use(let key): return key
        case .refuse(let error): throw error
        case .fetch, .wait:
            await wait()
            if Task.isCancelled { throw VerificationError(.cancelled, "the calling task was cancelled") }
            let machine = state.withLock { $0.machine }
            return try machine.key(for: id, at: now)
        }
    }

    private func refresh() async {
        let result: Result<VerificationKeys, VerificationError>
        do {
            result = .success(try await VerificationKeys(jwks: fetch()))
        } catch let error as VerificationError {
            result = .failure(error)
        } catch {
            result = .failure(
                VerificationError(
                    .keysUnavailable,
                    "the provider's keys could not be fetched",
                    underlying: error
                )
            )
        }
        let waiters = state.withLock { state in
            state.machine.land(result)
            state.task = nil
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until no fetch is under way, or the calling task is cancelled.
    private func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // Inside the lock: a cancellation that comes later finds the waiter in the table.
                    guard state.machine.isFetching, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
