import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Cancellation and closing", .timeLimit(.minutes(10)))
struct CancellationTests {
    /// Sends half an answer and waits until the client hangs up, which it then tells.
    private static func halfServer() throws -> (LoopbackServer, hangUps: AsyncStream<Void>) {
        let (hangUps, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            connection.waitForHangUp()
            continuation.yield()
        }
        return (server, hangUps)
    }

    @Test("cancelling in the middle of a body returns at once and closes the connection")
    func duringBody() async throws {
        let transport = CurlTransport()
        let (server, hangUps) = try Self.halfServer()
        let request = HTTPRequest(.get, try server.endpoint())
        let task = Task { await transport.failure(of: request) }
        for await _ in server.arrivals { break }
        #expect(transport.counters.transfersRunning == 1)
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveArrived == true)
        #expect(transport.counters.transfersRunning == 0)
        for await _ in hangUps { break }
    }

    @Test("cancelling while the connection is made returns at once, and nothing has arrived")
    func duringConnect() async throws {
        let transport = CurlTransport()
        let port = try SilentPort()
        let request = HTTPRequest(.post, port.endpoint)
        let task = Task { await transport.failure(of: request) }
        #expect(await eventually { transport.counters.transfersRunning == 1 })
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveArrived == false)
        #expect(transport.counters.transfersRunning == 0)
    }

    @Test("a task that is cancelled already sends nothing")
    func beforehand() async throws {
        let transport = CurlTransport()
        let server = try LoopbackServer(answering: ConnectionTests.empty)
        let request = HTTPRequest(.get, try server.endpoint())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await transport.failure(of: request)
        }
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveArrived == false)
        #expect(server.accepted == 0)
    }

    @Test("a cancellation at any moment leaves every request with exactly one answer")
    func anyMoment() async throws {
        let transport = CurlTransport(.init(maximumTransfers: 8))
        let server = try LoopbackServer(answering: ConnectionTests.empty)
        let request = HTTPRequest(.get, try server.endpoint())
        let counts = await withTaskGroup { group in
            for number in 0..<300 {
                group.addTask { await Self.send(request, to: transport, cancellingAfter: number) }
            }
            return await group.reduce(into: [TransportError.Code?: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(counts.values.reduce(0, +) == 300)
        #expect(counts[nil, default: 0] >= 75)
        #expect(Set(counts.keys).isSubset(of: [nil, .cancelled]))
        #expect(transport.counters.transfersRunning == 0)
    }

    /// Sends a request, cancels it after a while in three of four cases, and returns how it failed.
    private static func send(
        _ request: HTTPRequest,
        to transport: CurlTransport,
        cancellingAfter number: Int
    ) async -> TransportError.Code? {
        let task = Task {
            do throws(TransportError) {
                _ = try await transport.send(request)
                return TransportError.Code?.none
            } catch {
                return error.code
            }
        }
        for _ in 0..<(number % 40) { await Task.yield() }
        if number % 4 != 0 { task.cancel() }
        return await task.value
    }

    @Test("closing answers every request, those that run and those that wait")
    func close() async throws {
        let transport = CurlTransport(.init(maximumTransfers: 3))
        let (server, _) = try Self.halfServer()
        let request = HTTPRequest(.get, try server.endpoint())
        let tasks = (0..<10).map { _ in Task { await transport.failure(of: request) } }
        var arrived = 0
        for await _ in server.arrivals {
            arrived += 1
            if arrived == 3 { break }
        }
        transport.close()
        var mayHaveArrived = 0
        for task in tasks {
            let error = await task.value
            #expect(error?.code == .cancelled)
            if error?.mayHaveArrived == true { mayHaveArrived += 1 }
        }
        #expect(mayHaveArrived == 3)
        #expect(transport.counters.transfersRunning == 0)
        let late = await transport.failure(of: request)
        #expect(late?.code == .cancelled)
        #expect(late?.mayHaveArrived == false)
        transport.close()
    }

    @Test("closing at any moment leaves no request without an answer")
    func closeAtAnyMoment() async throws {
        let server = try LoopbackServer(answering: ConnectionTests.empty)
        let request = HTTPRequest(.get, try server.endpoint())
        for round in 0..<40 {
            let transport = CurlTransport()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try? await transport.send(request) } }
                for _ in 0..<(round * 5) { await Task.yield() }
                transport.close()
            }
            #expect(transport.counters.transfersRunning == 0)
        }
    }

    @Test("the thread starts with the first request and ends with the transport", arguments: [true, false])
    func thread(closes: Bool) async throws {
        let name = closes ? "curl-closed" : "curl-released"
        let server = try LoopbackServer(answering: ConnectionTests.empty)
        do {
            let transport = CurlTransport(.init(), owner: getpid(), threadName: name)
            #expect(threads(named: name) == 0)
            for _ in 0..<3 { _ = try await transport.send(HTTPRequest(.get, try server.endpoint())) }
            #expect(threads(named: name) == 1)
            if closes {
                transport.close()
                #expect(await eventually { threads(named: name) == 0 })
            }
        }
        #expect(await eventually { threads(named: name) == 0 })
    }
}
