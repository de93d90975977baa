import Dispatch
import Glibc

/// Signals that call a function instead of doing what they do by default.
final class SignalSources: Sendable {
    /// Dispatch's sources may be used from any thread.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
    private let numbers: [Int32]

    /// Takes signals over until they are given back.
    ///
    /// - Parameter tell: Called one signal at a time, on a thread that nobody else has work for.
    init(_ numbers: [Int32], tell: @escaping @Sendable (Int32) -> Void) {
        self.numbers = numbers
        let queue = DispatchQueue(label: "signals")
        sources = numbers.map { number in
            // The default action would come first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { tell(number) }
            source.resume()
            return source
        }
    }

    /// Gives the signals their default actions back.
    func close() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }

    /// Those of some signals that whoever started this process does not want ignored, as `nohup` does.
    static func heeded(_ numbers: [Int32]) -> [Int32] {
        numbers.filter { number in
            var action = sigaction()
            guard sigaction(number, nil, &action) == 0 else { return true }
            return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
                != unsafeBitCast(SIG_IGN, to: Int.self)
        }
    }

    /// Ends this process by a signal, as it would have ended without us: the shell sees the reason.
    static func die(of number: Int32) -> Never {
        signal(number, SIG_DFL)
        // The threads that Swift's tasks run on take no signals.
        var only = sigset_t()
        sigemptyset(&only)
        sigaddset(&only, number)
        pthread_sigmask(SIG_UNBLOCK, &only, nil)
        raise(number)
        exit(128 + number)
    }
}
