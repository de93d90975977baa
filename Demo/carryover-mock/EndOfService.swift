import Dispatch
import Foundation
import Glibc

/// Waits for the reason to stop serving: a signal, or the end of standard input.
struct EndOfService {
    private let reasons: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// Starts to watch.
    ///
    /// - Parameter standardInput: Whether the end of standard input counts.
    init(standardInput: Bool) {
        let (reasons, continuation) = AsyncStream<Void>.makeStream()
        self.reasons = reasons
        sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process before the ports are closed.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.finish() }
            source.resume()
            return source
        }
        guard standardInput else { return }
        // A thread of its own, since read() blocks until the parent closes the pipe or dies.
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 256)
            while true {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            continuation.finish()
        }
    }

    /// Returns as soon as there is a reason.
    func wait() async {
        for await _ in reasons {}
        for source in sources {
            source.cancel()
        }
    }
}
