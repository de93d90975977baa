import Synchronization

/// A refresh that is counted among those under way, until what came of it is stored.
final class RefreshUnderWay: Sendable {
    private let refreshes: RefreshesUnderWay
    private let number = Mutex<UInt64?>(nil)

    init(of refreshes: RefreshesUnderWay) { self.refreshes = refreshes }

    deinit { settled() }

    /// Counts it, where it is not counted yet or has been settled.
    func begin() {
        number.withLock { number in
            if number == nil { number = refreshes.add() }
        }
    }

    /// Says what to call when somebody waits for it.
    func whenAwaited(_ interrupt: @escaping @Sendable () -> Void) {
        guard let number = number.withLock({ $0 }) else { return }
        refreshes.interrupt(number, by: interrupt)
    }

    /// Tells that what came of it is stored; after the first time it says nothing new.
    ///
    /// Before anybody else is told: an observer may take its time, or may want to wait for this.
    func settled() {
        if let number = number.withLock({ $0.take() }) { refreshes.remove(number) }
    }
}
