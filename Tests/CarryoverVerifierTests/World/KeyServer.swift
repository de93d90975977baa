import Synchronization

/// Publishes a key set, counts who asks, and can let them wait or fail.
final class KeyServer: Sendable {
    struct Failure: Error {}

    private struct State {
        var published = ""
        var count = 0
        var isFailing = false
        var isHolding = false
        var held: [CheckedContinuation<Void, Never>] = []
        var arrivals: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func publish(_ keys: [TestKey]) { state.withLock { $0.published = TestKey.set(keys) } }

    func publish(text: String) { state.withLock { $0.published = text } }

    func fail(_ isFailing: Bool = true) { state.withLock { $0.isFailing = isFailing } }

    /// Lets requests arrive, and answers none until ``release()``.
    func hold() { state.withLock { $0.isHolding = true } }

    func release() {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Waits for a request that is being held.
    func arrival() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if !state.held.isEmpty { return true }
                state.arrivals.append(continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func answer() async throws -> [UInt8] {
        let isHolding = state.withLock { state in
            state.count += 1
            return state.isHolding
        }
        if isHolding {
            await withCheckedContinuation { continuation in
                let arrivals = state.withLock { state in
                    state.held.append(continuation)
                    defer { state.arrivals = [] }
                    return state.arrivals
                }
                for arrival in arrivals { arrival.resume() }
            }
        }
        return try state.withLock { state in
            if state.isFailing { throw Failure() }
            return Array(state.published.utf8)
        }
    }
}
