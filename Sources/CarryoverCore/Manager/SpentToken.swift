import Synchronization

/// A refresh token that is being spent.
final class SpentToken: Sendable {
    private let isOver = Mutex(false)
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    /// Tells that what came of it is stored; after the first time it says nothing new.
    ///
    /// Before anybody else is told: an observer may take its time, or may want to wait for this.
    func settled() {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        if isFirst { end() }
    }
}
