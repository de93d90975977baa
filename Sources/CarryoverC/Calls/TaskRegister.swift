import Synchronization

/// The tasks that a session has begun, and that end with it at the latest.
final class TaskRegister: Sendable {
    private struct State {
        var running: [UInt64: Task<Void, Never>] = [:]
        var started: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Begins a task.
    ///
    /// After the end it is begun all the same, and cancelled at once: somebody may wait for what it says.
    ///
    /// - Returns: Its number.
    @discardableResult
    func start(_ work: @escaping @Sendable () async -> Void) -> UInt64 {
        state.withLock { state in
            state.started += 1
            let id = state.started
            let task = Task { [self] in
                await work()
                ended(id)
            }
            if state.isClosed { task.cancel() } else { state.running[id] = task }
            return id
        }
    }

    /// Cancels one task, if it still runs.
    func cancel(_ id: UInt64) {
        let task = state.withLock { $0.running.removeValue(forKey: id) }
        task?.cancel()
    }

    /// Cancels all of them, and whatever is begun from now on.
    func close() {
        let tasks = state.withLock { state in
            state.isClosed = true
            defer { state.running = [:] }
            return Array(state.running.values)
        }
        for task in tasks { task.cancel() }
    }

    private func ended(_ id: UInt64) {
        state.withLock { _ = $0.running.removeValue(forKey: id) }
    }
}
