import Synchronization

/// How many refresh tokens are being spent: from before it is noted that one is about to be sent, until what it brought
/// is stored.
///
/// Who ends the process between the two takes the answer with it.
package final class RefreshesUnderWay: Sendable {
    /// Those of all managers of this process.
    package static let ofThisProcess = RefreshesUnderWay()

    private struct State {
        var count = 0
        var waiters: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Counts a refresh token until what came of it is stored.
    func spend() -> SpentToken {
        state.withLock { $0.count += 1 }
        return SpentToken { self.end() }
    }

    /// Calls a waiter once no refresh is under way: at once where none is, else from the task of the last one, which does
    /// not go on before the waiter is through.
    ///
    /// Neither needs a thread of the cooperative pool to be free, so that it can be relied on where a process ends.
    package func whenSettled(_ waiter: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { state in
            if state.count > 0 { state.waiters.append(waiter) }
            return state.count == 0
        }
        if isSettled { waiter() }
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
    package var isSettled: Bool { state.withLock { $0.count == 0 } }

    private func end() {
        let waiters = state.withLock { state -> [@Sendable () -> Void] in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter() }
    }
}
