import Synchronization

/// Which refreshes are under way: each from the moment it is asked for until what it brought is stored.
///
/// Who ends the process between the two takes the answer with it.
package final class RefreshesUnderWay: Sendable {
    /// Those of all managers of this process.
    package static let ofThisProcess = RefreshesUnderWay()

    private struct State {
        var lastNumber: UInt64 = 0
        /// By number, with what to call when somebody waits for them.
        var refreshes: [UInt64: @Sendable () -> Void] = [:]
        var waiters: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Counts a refresh until what came of it is stored.
    func begin() -> RefreshUnderWay {
        let refresh = RefreshUnderWay(of: self)
        refresh.begin()
        return refresh
    }

    /// Calls a waiter once no refresh is under way: at once where none is, else from the task of the last one, which does
    /// not go on before the waiter is through.
    ///
    /// A refresh that waits for another process does so no longer. Neither needs a thread of the cooperative pool to be
    /// free, so that it can be relied on where a process ends.
    package func whenSettled(_ waiter: @escaping @Sendable () -> Void) {
        let interruptions = state.withLock { state in
            if !state.refreshes.isEmpty { state.waiters.append(waiter) }
            return Array(state.refreshes.values)
        }
        if interruptions.isEmpty { return waiter() }
        for interrupt in interruptions { interrupt() }
    }

    /// Returns once no refresh is under way, cancelled or not.
    package func settle() async {
        // Between the last one's end and this task's turn the next one may have begun.
        repeat {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                whenSettled { continuation.resume() }
            }
        } while !isSettled
    }

    /// Whether no refresh is under way.
    package var isSettled: Bool { state.withLock { $0.refreshes.isEmpty } }

    func add() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            state.refreshes[state.lastNumber] = {}
            return state.lastNumber
        }
    }

    /// Says what to call when somebody waits for a refresh; it is called at once where somebody does so already.
    func interrupt(_ number: UInt64, by interrupt: @escaping @Sendable () -> Void) {
        let isAwaited = state.withLock { state in
            guard state.refreshes[number] != nil else { return false }
            state.refreshes[number] = interrupt
            return !state.waiters.isEmpty
        }
        if isAwaited { interrupt() }
    }

    func remove(_ number: UInt64) {
        let waiters = state.withLock { state -> [@Sendable () -> Void] in
            guard state.refreshes.removeValue(forKey: number) != nil, state.refreshes.isEmpty else {
                return []
            }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter() }
    }
}
