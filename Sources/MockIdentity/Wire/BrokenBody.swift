import FlyingSocks

/// A body that stops early by an error, so that the server closes the connection mid-body.
struct BrokenBody: AsyncBufferedSequence {
    typealias Element = UInt8

    /// The bytes that are still sent.
    let prefix: [UInt8]

    func makeAsyncIterator() -> Iterator {
        Iterator(remaining: prefix)
    }

    /// Hands out the prefix once and fails after it.
    struct Iterator: AsyncBufferedIteratorProtocol {
        var remaining: [UInt8]

        mutating func next() async throws -> UInt8? {
            guard !remaining.isEmpty else { throw ConnectionClosed() }
            return remaining.removeFirst()
        }

        mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
            guard !remaining.isEmpty else { throw ConnectionClosed() }
            defer { remaining = [] }
            return remaining
        }
    }
}
