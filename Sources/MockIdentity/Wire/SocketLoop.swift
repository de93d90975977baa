import FlyingFox
import FlyingSocks

/// The one event loop that all servers of a mock share.
///
/// The HTTP server would give each of its instances a loop, and so a blocked thread, of its own; a test run with a
/// hundred mocks at once has better uses for four hundred threads.
final class SocketLoop: AsyncSocketPool {
    private let pool: any AsyncSocketPool = HTTPServer.defaultPool()

    /// Runs the loop until the task is cancelled.
    func drive() async throws {
        try await pool.run()
    }

    /// Makes the loop ready for sockets.
    func open() async throws {
        try await pool.prepare()
    }

    func prepare() async throws {
        // Each server asks for this; the owner has done it once.
    }

    func run() async throws {
        // Each server would drive the loop; the owner does. This only lasts as long as the server does.
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        continuation.finish()
        throw CancellationError()
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        try await pool.suspendSocket(socket, untilReadyFor: events)
    }
}
