import FlyingFox

/// Closes the connection without answering.
///
/// The HTTP server writes the head of an upgrade only after its handler has agreed; a handler that throws is thus the
/// one way to end a connection before the first byte.
struct SilentClose: WSHandler {
    func makeFrames(
        for client: AsyncThrowingStream<WSFrame, any Error>
    ) async throws -> AsyncStream<WSFrame> {
        throw ConnectionClosed()
    }
}
