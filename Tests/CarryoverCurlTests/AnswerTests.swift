import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Answers", .timeLimit(.minutes(10)))
struct AnswerTests {
    let transport = CurlTransport()

    @Test("an answer comes with its status, its body and every line of a repeated field")
    func complete() async throws {
        let server = try LoopbackServer(
            answering:
                """
                HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nX-One:  1 \r\nSet-Cookie: b=2\r\n\r\n\
                hello
                """
        )
        let response = try await transport.send(HTTPRequest(.get, try server.endpoint("/a?b=c")))
        #expect(response.status == 200)
        #expect(response.body == Secret("hello"))
        #expect(response.fields.all("set-cookie") == ["a=1", "b=2"])
        #expect(response.fields["X-ONE"] == "1")
    }

    @Test(
        "any status is an answer",
        arguments: [
            ("204 No Content", 204), ("304 Not Modified", 304), ("401 Unauthorized", 401),
            ("404 Not Found", 404),
            ("429 Too Many Requests", 429), ("503 Service Unavailable", 503), ("599 Odd", 599),
        ]
    )
    func status(line: String, status: Int) async throws {
        let length = [204, 304].contains(status) ? "" : "Content-Length: 0\r\n"
        let server = try LoopbackServer(
            answering: "HTTP/1.1 \(line)\r\n\(length)WWW-Authenticate: Basic, Negotiate\r\n\r\n"
        )
        let response = try await transport.send(HTTPRequest(.get, try server.endpoint()))
        #expect(response.status == status)
        #expect(response.body.isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test("HEAD has an answer without a body, however long the body would be")
    func head() async throws {
        let server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
        let response = try await transport.send(HTTPRequest(.head, try server.endpoint()))
        #expect(response.status == 200)
        #expect(response.fields["content-length"] == "5000000")
        #expect(response.body.isEmpty)
        #expect(server.requests.first?.hasPrefix("HEAD / HTTP/1.1\r\n") == true)
    }

    @Test("informational answers and trailers leave no trace")
    func informationalAndTrailers() async throws {
        let server = try LoopbackServer(
            answering: """
                HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
                HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Kept: yes\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: no\r\n\r\n
                """
        )
        let response = try await transport.send(HTTPRequest(.get, try server.endpoint()))
        #expect(response.status == 200)
        #expect(response.body == Secret("abc"))
        #expect(response.fields["X-Kept"] == "yes")
        #expect(response.fields["Link"] == nil)
        #expect(response.fields["X-Trailer"] == nil)
    }

    @Test("a redirect is an answer: it is not followed, and no credentials reach the other server")
    func redirect() async throws {
        let other = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let location = try other.endpoint("/stolen").url
        let server = try LoopbackServer(
            answering: "HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"
        )
        let response = try await transport.send(
            HTTPRequest(.get, try server.endpoint(), authorization: .bearer(Secret("t")))
        )
        #expect(response.status == 302)
        #expect(response.fields["Location"] == location)
        #expect(other.accepted == 0)
    }

    @Test("cookies are not kept for the next request")
    func noCookies() async throws {
        let server = try LoopbackServer(
            answering: "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n"
        )
        for _ in 0..<2 { _ = try await transport.send(HTTPRequest(.get, try server.endpoint())) }
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { !$0.lowercased().contains("cookie") })
    }

    @Test("a body that is coded without being asked for is decoded")
    func decoded() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send(Zeros.answer)
        }
        let response = try await transport.send(HTTPRequest(.get, try server.endpoint()))
        #expect(response.body == Secret(bytes: [UInt8](repeating: 0, count: Zeros.count)))
        #expect(server.requests.first?.contains("Accept-Encoding: identity\r\n") == true)
    }

    @Test("a body of binary zeros and high bytes arrives unchanged")
    func binary() async throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.send(Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + bytes)
        }
        let response = try await transport.send(HTTPRequest(.get, try server.endpoint()))
        #expect(response.body == Secret(bytes: bytes))
    }
}
