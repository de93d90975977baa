import FlyingFox
import Foundation
import Synchronization

/// Hands the HTTP server's requests to a pipeline, as soon as there is one.
final class PipelineHandler: HTTPHandler {
    private let pipeline = Mutex<RequestPipeline?>(nil)

    /// Sets the pipeline, or takes it away.
    func use(_ pipeline: RequestPipeline?) {
        self.pipeline.withLock { $0 = pipeline }
    }

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let pipeline = pipeline.withLock({ $0 }) else { throw HTTPUnhandledError() }
        var call = Call(method: request.method.rawValue.uppercased(), path: request.path)
        for item in request.query {
            call.query[item.name] = item.value
        }
        for (header, value) in request.headers {
            call.headers.add(header.rawValue, value)
        }
        call.body = try await request.bodyData
        var clientPort: UInt16?
        if case .ip4(_, let port) = request.remoteAddress {
            clientPort = port
        }
        do {
            return try await pipeline.respond(to: call, from: clientPort)
        } catch is CancellationError {
            // The server is being stopped: a server that dies does not say so with a 500.
            return HTTPResponse(webSocket: SilentClose())
        }
    }
}
