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

    /// Tells that a request will be sent soon, so that what has to be loaded for it can be loaded meanwhile.
    ///
    /// It returns at once. A transport that has nothing to prepare need not have it.
    func prepare()
}

extension HTTPTransport {
    /// Prepares nothing.
    public func prepare() {}
}
