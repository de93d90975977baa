import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Connections", .timeLimit(.minutes(10)))
struct ConnectionTests {
    static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    @Test("one request after the other takes one connection")
    func reused() async throws {
        let transport = CurlTransport()
        let server = try LoopbackServer(answering: Self.empty)
        for method in [HTTPRequest.Method.get, .post, .put, .head, .get] {
            _ = try await transport.send(HTTPRequest(method, try server.endpoint()))
        }
        #expect(server.accepted == 1)
        #expect(transport.counters == .init(connectionsOpened: 1))
    }

    @Test("without idle connections each request takes its own")
    func notKept() async throws {
        let transport = CurlTransport(.init(idleConnections: 0))
        let server = try LoopbackServer(answering: Self.empty)
        for _ in 0..<3 { _ = try await transport.send(HTTPRequest(.get, try server.endpoint())) }
        #expect(server.accepted == 3)
        #expect(transport.counters.connectionsOpened == 3)
    }

    @Test("two hundred requests at a time are all answered, on as many connections as may be open")
    func parallel() async throws {
        let transport = CurlTransport(.init(maximumTransfers: 20))
        let gate = Gate()
        defer { gate.open() }
        let server = try LoopbackServer { connection in
            while let request = connection.readRequest() {
                gate.wait()
                let path = request.split(separator: " ")[1]
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let request = HTTPRequest(.get, try server.endpoint("/\(number)"))
                group.addTask {
                    let response = try await transport.send(request)
                    #expect(response.body == Secret("/\(number)"))
                }
            }
            #expect(await eventually { transport.counters.transfersWaiting == 180 })
            #expect(transport.counters.transfersRunning == 20)
            gate.open()
            try await group.waitForAll()
        }
        #expect(server.requests.count == 200)
        #expect(server.accepted == 20)
        #expect(transport.counters == .init(connectionsOpened: 20))
    }

    @Test("requests that wait for their turn are given up at their own time limit, unsent")
    func waiting() async throws {
        let transport = CurlTransport(.init(maximumTransfers: 1))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.waitForHangUp()
        }
        let slow = HTTPRequest(.get, try server.endpoint("/slow"))
        let first = Task { await transport.failure(of: slow) }
        var arrivals = server.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        let hurried = HTTPRequest(.post, try server.endpoint("/hurried"), timeout: .milliseconds(50))
        let error = await transport.failure(of: hurried)
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveArrived == false)
        #expect(server.accepted == 1)
        first.cancel()
        #expect(await first.value?.code == .cancelled)
    }

    @Test(
        "a kept connection that dies under a request that is not idempotent is no reason to send it again",
        arguments: [HTTPRequest.Method.post, .patch],
        [nil, Secret("grant_type=refresh_token")]
    )
    func notRepeated(method: HTTPRequest.Method, body: Secret?) async throws {
        let (transport, server) = (CurlTransport(), try Self.forgetfulServer())
        _ = try await transport.send(HTTPRequest(.get, try server.endpoint("/warm-up")))
        let error = await transport.failure(of: HTTPRequest(method, try server.endpoint(), body: body))
        #expect(error?.code == .connectionLost)
        #expect(error?.mayHaveArrived == true)
        #expect(server.requests.map { $0.prefix { $0 != " " } } == ["GET", method.rawValue[...]])
    }

    @Test("a kept connection that dies under an idempotent request is replaced")
    func repeated() async throws {
        let (transport, server) = (CurlTransport(), try Self.forgetfulServer())
        for _ in 0..<2 { _ = try await transport.send(HTTPRequest(.get, try server.endpoint())) }
        #expect(server.requests.count == 3)
        #expect(server.accepted == 2)
    }

    /// Its first connection answers once, and then closes on a request that it has read.
    private static func forgetfulServer() throws -> LoopbackServer {
        try LoopbackServer { connection in
            while connection.readRequest() != nil, connection.send(Self.empty) {
                if connection.number == 1 {
                    _ = connection.readRequest()
                    return
                }
            }
        }
    }

    @Test("programs that the app starts do not inherit a connection")
    func closedOnExec() async throws {
        let transport = CurlTransport()
        let server = try LoopbackServer(answering: Self.empty)
        _ = try await transport.send(HTTPRequest(.get, try server.endpoint()))
        let ours = (0..<1024).filter { Self.peerPort(of: Int32($0)) == server.port }
        #expect(ours.count == 1)
        for descriptor in ours {
            #expect(fcntl(Int32(descriptor), F_GETFD) & FD_CLOEXEC != 0)
        }
    }

    private static func peerPort(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            getpeername(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}
