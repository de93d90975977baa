import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Failures", .timeLimit(.minutes(10)))
struct FailureTests {
    let transport = CurlTransport()

    @Test(
        "an answer that ends too early is a lost connection",
        arguments: [
            "",
            "HTTP/1.1 200",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\n",
        ],
        [HTTPRequest.Method.get, .post]
    )
    func truncated(answer: String, method: HTTPRequest.Method) async throws {
        let server = try LoopbackServer { connection in
            if connection.readRequest() != nil { connection.send(answer) }
        }
        let error = await transport.failure(of: HTTPRequest(method, try server.endpoint()))
        #expect(error?.code == .connectionLost)
        #expect(error?.mayHaveArrived == true)
        #expect(server.requests.count == 1)
    }

    @Test(
        "a reset is a lost connection",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"]
    )
    func reset(before: String) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(before)
            connection.reset()
        }
        let error = await transport.failure(of: HTTPRequest(.post, try server.endpoint(), body: Secret("x")))
        #expect(error?.code == .connectionLost)
        #expect(error?.mayHaveArrived == true)
    }

    @Test(
        "what is not HTTP is malformed",
        arguments: [
            "garbage\r\n\r\n", "220 mail.example ESMTP\r\n", "<html></html>", "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all",
        ]
    )
    func malformed(answer: String) async throws {
        let server = try LoopbackServer { connection in
            if connection.readRequest() != nil { connection.send(answer) }
        }
        let error = await transport.failure(of: HTTPRequest(.get, try server.endpoint()))
        #expect(error?.code == .malformedResponse)
        #expect(error?.mayHaveArrived == true)
    }

    @Test("a port that nobody listens on is unreachable, and nothing has arrived")
    func refused() async throws {
        let listener = try LoopbackServer.listen()
        let port = LoopbackServer.port(of: listener)
        close(listener)
        let error = await transport.failure(of: HTTPRequest(.post, try Endpoint("http://127.0.0.1:\(port)/")))
        #expect(error?.code == .unreachable)
        #expect(error?.mayHaveArrived == false)
    }

    @Test("a name that does not exist is unresolved, and nothing has arrived")
    func unresolved() async throws {
        let error = await transport.failure(of: HTTPRequest(.post, try Endpoint("https://nobody.invalid/")))
        #expect(error?.code == .unresolved)
        #expect(error?.mayHaveArrived == false)
    }

    @Test(
        "a server that does not answer in time may have got the request",
        arguments: ["", "HTTP/1.1 200 OK\r\n\r\n12"]
    )
    func timedOut(before: String) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(before)
            connection.waitForHangUp()
        }
        try await transport.warmUp()
        let request = HTTPRequest(.post, try server.endpoint(), timeout: .milliseconds(800))
        let error = await transport.failure(of: request)
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveArrived == true)
        #expect(transport.counters.transfersRunning == 0)
    }

    @Test("a connection that does not come about in time is unreachable, and nothing has arrived")
    func neverConnected() async throws {
        let port = try SilentPort()
        try await transport.warmUp()
        let hurried = await transport.failure(
            of: HTTPRequest(.post, port.endpoint, timeout: .milliseconds(300))
        )
        #expect(hurried?.code == .unreachable)
        #expect(hurried?.mayHaveArrived == false)

        let impatient = CurlTransport(.init(connectTimeout: .milliseconds(100)))
        let error = await impatient.failure(of: HTTPRequest(.post, port.endpoint, timeout: .seconds(50)))
        #expect(error?.code == .unreachable)
        #expect(error?.mayHaveArrived == false)
    }

    @Test("a time limit of nothing, or less, is a short one", arguments: [Duration.zero, .seconds(-5)])
    func noTime(timeout: Duration) async throws {
        let port = try SilentPort()
        let error = await transport.failure(of: HTTPRequest(.get, port.endpoint, timeout: timeout))
        #expect(error?.mayHaveArrived == false)
    }

    @Test("no secret is in any text that an error has")
    func redacted() async throws {
        let server = try LoopbackServer { connection in
            if connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nX: canary\r\ncanary canary\r\n\r\n")
            }
        }
        let other = try LoopbackServer { $0.reset() }
        for endpoint in [try server.endpoint("/p?canary"), try other.endpoint("/p?canary")] {
            for suffix in ["", "\r\n"] {
                var request = HTTPRequest(
                    .post,
                    endpoint,
                    authorization: .bearer(Secret("canary")),
                    body: Secret("canary")
                )
                request.secretFields = [("X", Secret("canary" + suffix))]
                let error = try #require(await transport.failure(of: request))
                var dumped = ""
                dump(error, to: &dumped)
                #expect(!"\(error) \(String(reflecting: error)) \(dumped)".contains("canary"))
            }
        }
    }

    @Test("without libcurl every request fails, and says why")
    func unavailable() async throws {
        let transport = CurlTransport(.init(), owner: getpid()) {
            CurlMulti.load(["libnothing.so.4", "libnobody.so.4"])
        }
        for _ in 0..<2 {
            let error = await transport.failure(
                of: HTTPRequest(.get, try Endpoint("https://nobody.invalid/"))
            )
            #expect(error?.code == .unavailable)
            #expect(error?.mayHaveArrived == false)
            #expect(error?.detail.contains("libnothing.so.4") == true)
            #expect(error?.detail.contains("libnobody.so.4") == true)
        }
    }

    @Test("in a forked process every request fails")
    func forked() async throws {
        let server = try LoopbackServer(answering: "HTTP/1.1 204 No Content\r\n\r\n")
        let transport = CurlTransport(.init(), owner: getpid() + 1)
        let error = await transport.failure(of: HTTPRequest(.get, try server.endpoint()))
        #expect(error?.code == .unavailable)
        #expect(error?.mayHaveArrived == false)
        #expect(server.accepted == 0)
    }
}
