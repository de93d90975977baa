/// A parser, and what must hold whatever it is given: it returns, and what it returns makes sense.
public struct FuzzTarget: Sendable {
    /// The name, which is that of its corpus.
    public let name: String
    /// Gives an input to the parser, and traps where something does not hold.
    public let run: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ run: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.run = run
    }
}
