/// Signals as values instead of interruptions.
final class SignalStream: Sendable {
    let signals: AsyncStream<Int32>
    private let sources: SignalSources

    /// Takes signals over until the stream is closed.
    init(_ numbers: [Int32]) {
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        self.signals = signals
        sources = SignalSources(numbers) { continuation.yield($0) }
    }

    /// Gives the signals their default actions back.
    func close() { sources.close() }

    /// Ends this process by a signal, as it would have ended without us.
    func die(of number: Int32) -> Never {
        close()
        SignalSources.die(of: number)
    }
}
