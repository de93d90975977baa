public import CarryoverCore
import Synchronization

/// A transport without a network: a closure answers, and single requests can be made to fail or to wait.
///
/// It keeps every request it was given, in order, so that a test can look at what would have left the machine.
/// It may be used from any task.
public final class ScriptedTransport: HTTPTransport {
    /// Answers a request as a server would.
    public typealias Responder = @Sendable (HTTPRequest) async throws(TransportError) -> HTTPResponse

    /// What goes wrong with a request.
    public enum Fault: Sendable {
        /// It never arrives.
        case notDelivered
        /// The server acts on it, and the answer is lost on the way back.
        case answerLost
        /// The server does not act on it; this is answered in its place.
        case answered(HTTPResponse)
    }

    private struct State {
        var requests: [HTTPRequest] = []
        var faults: [Int: Fault] = [:]
        var outage: Fault?
    }

    private let responder: Responder
    private let state = Mutex(State())
    private let barrier = Barrier()
    private let arrivals = Tally()

    /// Creates a transport.
    ///
    /// - Parameter responder: The other side of the wire.
    public init(_ responder: @escaping Responder) {
        self.responder = responder
    }

    /// Every request so far, in order.
    public var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The requests so far whose path is this one.
    public func requests(to path: String) -> [HTTPRequest] {
        requests.filter { $0.endpoint.target == path }
    }

    /// Forgets the requests so far; those to come are counted from 1 again.
    public func forget() {
        state.withLock { state in
            arrivals.add(-state.requests.count)
            state.requests = []
            state.faults = [:]
        }
    }

    /// Makes one request fail.
    ///
    /// - Parameters:
    ///   - number: Which one, counted from 1.
    ///   - fault: What goes wrong with it.
    public func fail(_ number: Int, _ fault: Fault) {
        state.withLock { $0.faults[number] = fault }
    }

    /// Makes every request fail from now on, or none with `nil`.
    public func failAll(_ fault: Fault?) {
        state.withLock { $0.outage = fault }
    }

    /// Lets requests arrive and answers none until ``release()``.
    public func hold() { barrier.close() }

    /// Answers the requests that wait, and those to come.
    public func release() { barrier.open() }

    /// Waits until at least so many requests have been sent.
    public func requests(atLeast count: Int) async { await arrivals.reach(count) }

    /// Answers a request, as scripted.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let fault = state.withLock { state in
            state.requests.append(request)
            return state.faults[state.requests.count] ?? state.outage
        }
        arrivals.add(1)
        guard await barrier.pass() else {
            throw TransportError(.cancelled, request: request, detail: "cancelled", mayHaveArrived: true)
        }
        switch fault {
        case nil: return try await responder(request)
        case .notDelivered:
            throw TransportError(
                .unreachable,
                request: request,
                detail: "not delivered",
                mayHaveArrived: false
            )
        case .answerLost:
            _ = try await responder(request)
            throw TransportError(
                .connectionLost,
                request: request,
                detail: "answer lost",
                mayHaveArrived: true
            )
        case .answered(let response): return response
        }
    }
}
