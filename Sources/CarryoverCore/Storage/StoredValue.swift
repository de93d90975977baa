/// A record as a store sees it: bytes, and the number that orders its versions.
public struct StoredValue: Sendable, Equatable {
    /// The content, which only the codec understands.
    public let payload: Secret
    /// The version; it grows with every write.
    public let generation: UInt64

    /// Creates a value.
    public init(payload: Secret, generation: UInt64) {
        self.payload = payload
        self.generation = generation
    }
}
