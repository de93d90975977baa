import CarryoverCore

/// Puts an answer together from the pieces that come in, and stops at the request's limit.
struct ResponseCollector {
    private let limit: Int
    private var head = ResponseHead()
    private var headBytes = 0
    private let body = WipedBytes()
    private(set) var interruption: Interruption?

    /// Creates an empty collector.
    ///
    /// - Parameter limit: The most bytes that are taken of the header (all blocks and trailers together) and
    ///   of the decoded body, each.
    init(limit: Int) {
        self.limit = max(limit, 0)
    }

    /// The answer, once its header is complete.
    var response: HTTPResponse? {
        guard head.isComplete else { return nil }
        return unsafe HTTPResponse(
            status: head.status,
            fields: head.fields,
            body: Secret(copying: body.bytes)
        )
    }

    /// Takes a header line.
    ///
    /// - Returns: Whether the transfer may go on.
    mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= limit else { return stop(.tooLarge) }
        do {
            try unsafe head.take(line)
            return true
        } catch {
            return stop(.malformed)
        }
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: Whether the transfer may go on.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= limit - body.count else { return stop(.tooLarge) }
        unsafe body.append(piece)
        return true
    }

    private mutating func stop(_ reason: Interruption) -> Bool {
        interruption = reason
        return false
    }
}
