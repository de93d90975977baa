import FlyingFox
import FlyingSocks
import Foundation

/// One HTTP server on a free port of 127.0.0.1.
actor Listener {
    private let server: HTTPServer
    private let handler = PipelineHandler()
    private var running: Task<Void, any Error>?

    init(loop: SocketLoop) throws {
        // Hanging is a fault that tests ask for; the server's own time limit must not end it.
        let configuration = HTTPServer.Configuration(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0),
            timeout: 86_400,
            pool: loop,
            logger: .disabled
        )
        server = HTTPServer(config: configuration, handler: handler)
    }

    /// Starts listening; requests are answered with 404 until ``serve(_:)``.
    ///
    /// - Returns: The port.
    func start() async throws -> UInt16 {
        let server = server
        // Owned: stop() ends it and waits for its end.
        running = Task { try await server.run() }
        try await server.waitUntilListening(timeout: 60)
        guard case .ip4(_, let port) = await server.listeningAddress else {
            throw MockIdentityError.noPort
        }
        return port
    }

    /// Answers requests from now on.
    nonisolated func serve(_ pipeline: RequestPipeline) {
        handler.use(pipeline)
    }

    /// Closes the port and all connections, hanging ones included.
    func stop() async {
        // Accepting ends before the port is closed: the other way round it could go on at a descriptor that has become
        // another socket's by then, one that blocks included.
        running?.cancel()
        _ = await running?.result
        await server.stop(timeout: 0)
        running = nil
        // The pipeline knows the servers, and they know this listener: the circle ends here.
        handler.use(nil)
    }
}
