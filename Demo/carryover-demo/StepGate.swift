import Glibc
import Synchronization

/// Holds the app after each event until a line comes on standard input, so that somebody can look around.
///
/// Whoever closes standard input lets it run on; so does the time limit, as every command ends.
final class StepGate: Sendable {
    private let isOpen = Mutex(false)
    private let end: Duration
    private let now: @Sendable () -> Duration

    init(within limit: Duration = .seconds(20), now: @escaping @Sendable () -> Duration) {
        self.now = now
        end = now() + limit
    }

    /// Waits for a line.
    func wait() {
        isOpen.withLock { isOpen in
            while !isOpen {
                let left = (end - now()).inWholeMilliseconds
                var poll = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                let ready = left > 0 ? Glibc.poll(&poll, 1, Int32(left)) : 0
                if ready < 0, errno == EINTR { continue }
                var byte: UInt8 = 0
                guard ready > 0, read(STDIN_FILENO, &byte, 1) == 1 else {
                    isOpen = true
                    return
                }
                if byte == UInt8(ascii: "\n") { return }
            }
        }
    }
}

extension Duration {
    fileprivate var inWholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
