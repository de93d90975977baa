/// Performs one HTTP exchange.
///
/// An implementation verifies TLS, follows no redirect, keeps to the request's limits, ends at once when the
/// calling task is cancelled, and never blocks a thread of the cooperative pool. It may be called from any
/// number of tasks at a time.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the complete answer, whatever its status.
    ///
    /// - Throws: ``TransportError`` when no complete answer came.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
