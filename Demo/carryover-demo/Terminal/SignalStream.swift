import Dispatch
import Glibc

/// Signals as values instead of interruptions.
final class SignalStream: Sendable {
    let signals: AsyncStream<Int32>
    /// Dispatch's sources may be used from any thread.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
    private let numbers: [Int32]

    /// Takes signals over until the stream is closed.
    init(_ numbers: [Int32]) {
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        self.signals = signals
        self.numbers = numbers
        sources = numbers.map { number in
            // The default action would come first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }

    /// Gives the signals their default actions back.
    func close() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }

    /// Ends this process by a signal, as it would have ended without us: the shell sees the reason.
    func die(of number: Int32) -> Never {
        close()
        // The threads that Swift's tasks run on take no signals.
        var only = sigset_t()
        sigemptyset(&only)
        sigaddset(&only, number)
        pthread_sigmask(SIG_UNBLOCK, &only, nil)
        raise(number)
        exit(128 + number)
    }
}
