import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Size limits", .timeLimit(.minutes(10)))
struct LimitTests {
    let transport = CurlTransport()

    private func request(_ server: LoopbackServer, limit: Int) throws -> HTTPRequest {
        HTTPRequest(.get, try server.endpoint(), maximumResponseBytes: limit)
    }

    @Test("a body of exactly the limit is accepted, one byte more is not", arguments: [true, false])
    func boundary(announced: Bool) async throws {
        let head = announced ? "Content-Length: 2000" : "X: y"
        let answer =
            "HTTP/1.1 200 OK\r\n\(head)\r\nConnection: close\r\n\r\n" + String(repeating: "x", count: 2000)
        let server = try LoopbackServer { connection in
            if connection.readRequest() != nil { connection.send(answer) }
        }
        let response = try await transport.send(request(server, limit: 2000))
        #expect(response.body.count == 2000)
        let error = await transport.failure(of: try request(server, limit: 1999))
        #expect(error?.code == .responseTooLarge)
        #expect(error?.mayHaveArrived == true)
    }

    @Test("a body without end is cut off")
    func endlessBody() async throws {
        let piece = String(repeating: "x", count: 1 << 16)
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(piece) {}
        }
        let error = await transport.failure(of: try request(server, limit: 1 << 20))
        #expect(error?.code == .responseTooLarge)
    }

    @Test("the limit holds for the decoded body")
    func bomb() async throws {
        let server = try LoopbackServer { connection in
            if connection.readRequest() != nil { connection.send(Zeros.answer) }
        }
        #expect(Zeros.answer.count < 1000)
        let error = await transport.failure(of: try request(server, limit: Zeros.count - 1))
        #expect(error?.code == .responseTooLarge)
    }

    @Test(
        "a header without end is cut off",
        arguments: [
            "X-Field: \(String(repeating: "x", count: 100))\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\n",
            String(repeating: "x", count: 1000),
        ]
    )
    func endlessHeader(piece: String) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            if !piece.hasPrefix("HTTP/") { connection.send("HTTP/1.1 200 OK\r\nX-First: ") }
            while connection.send(piece) {}
        }
        let error = await transport.failure(of: try request(server, limit: 1 << 18))
        #expect(error?.code == .responseTooLarge)
        #expect(error?.mayHaveArrived == true)
    }

    @Test("trailers count as header")
    func endlessTrailers() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
            while connection.send("X: y\r\n") {}
        }
        let error = await transport.failure(of: try request(server, limit: 1 << 12))
        #expect(error?.code == .responseTooLarge)
    }
}
