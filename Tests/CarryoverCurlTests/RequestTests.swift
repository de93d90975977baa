import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Requests on the wire", .timeLimit(.minutes(10)))
struct RequestTests {
    let transport = CurlTransport(.init(userAgent: "test/1"))
    let server: LoopbackServer

    init() throws {
        server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    private func wire(_ request: HTTPRequest) async throws -> String {
        _ = try await transport.send(request)
        return try #require(server.requests.last)
    }

    @Test("a bare GET has nothing but host, user agent and coding")
    func bare() async throws {
        let text = try await wire(HTTPRequest(.get, try server.endpoint("/a/../b?c=%20d")))
        #expect(
            text == """
                GET /a/../b?c=%20d HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: test/1\r\n\
                Accept-Encoding: identity\r\n\r\n
                """
        )
    }

    @Test(
        "nothing of a request is in the one after it, which may have its handle",
        arguments: [HTTPRequest.Method.head, .post, .put, .patch, .delete]
    )
    func nothingLeft(method: HTTPRequest.Method) async throws {
        let body = method == .head ? nil : Secret("grant_type=refresh_token")
        var request = HTTPRequest(
            method,
            try server.endpoint("/first"),
            fields: ["Accept": "text/plain", "User-Agent": "mine/2"],
            authorization: .basic(user: "Aladdin", password: Secret("open sesame")),
            body: body
        )
        request.secretFields = [("Cookie", Secret("session=1"))]
        #expect(try await wire(request).hasPrefix("\(method.rawValue) /first "))
        let text = try await wire(HTTPRequest(.get, try server.endpoint("/second")))
        #expect(
            text == """
                GET /second HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: test/1\r\n\
                Accept-Encoding: identity\r\n\r\n
                """
        )
        #expect(server.accepted == 1)
    }

    @Test("fields, secret fields and an empty value are sent as they are")
    func fields() async throws {
        var request = HTTPRequest(
            .get,
            try server.endpoint(),
            fields: ["Accept": "application/json", "X-Empty": "", "X-Tab": "a\tb", "User-Agent": "mine/2"]
        )
        request.secretFields = [("Cookie", Secret("session=1"))]
        let text = try await wire(request)
        for line in [
            "Accept: application/json", "X-Empty:", "X-Tab: a\tb", "User-Agent: mine/2", "Cookie: session=1",
        ] {
            #expect(text.contains("\r\n\(line)\r\n"))
        }
        #expect(!text.contains("test/1"))
    }

    @Test(
        "credentials are written as their scheme asks",
        arguments: [
            (HTTPAuthorization.bearer(Secret("a.b-c")), "Bearer a.b-c"),
            (.dpop(Secret("tok")), "DPoP tok"),
            (.basic(user: "Aladdin", password: Secret("open sesame")), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            (.basic(user: "", password: Secret("")), "Basic Og=="),
        ]
    )
    func authorization(credentials: HTTPAuthorization, expected: String) async throws {
        let text = try await wire(HTTPRequest(.get, try server.endpoint(), authorization: credentials))
        #expect(text.contains("\r\nAuthorization: \(expected)\r\n"))
    }

    @Test("methods and bodies", arguments: HTTPRequest.Method.all, [nil, "", "grant_type=refresh_token"])
    func body(method: HTTPRequest.Method, body: String?) async throws {
        guard method != .head || body == nil else { return }
        let request = HTTPRequest(
            method,
            try server.endpoint(),
            fields: body == nil ? [:] : ["Content-Type": "text/plain"],
            body: body.map(Secret.init)
        )
        let text = try await wire(request)
        let announces = body != nil || [.post, .put, .patch].contains(method)
        #expect(text.hasPrefix("\(method.rawValue) / HTTP/1.1\r\n"))
        #expect(text.contains("\r\nContent-Length: \(body?.utf8.count ?? 0)\r\n") == announces)
        #expect(text.hasSuffix("\r\n\r\n" + (body ?? "")))
        #expect(text.contains("\r\nContent-Type: text/plain\r\n") == (body != nil))
        #expect(text.contains("Content-Type") == (body != nil))
    }

    @Test("a large body is sent at once, without asking whether it may")
    func large() async throws {
        let body = String(repeating: "x", count: 3 << 20)
        let text = try await wire(HTTPRequest(.post, try server.endpoint(), body: Secret(body)))
        #expect(text.utf8.count > 3 << 20)
        #expect(!text.contains("Expect"))
    }

    @Test("what cannot be written as HTTP is refused before anything is sent", arguments: Self.unwritable)
    func refused(_ case: (reason: String, change: @Sendable (inout HTTPRequest) -> Void)) async throws {
        var request = HTTPRequest(.get, try server.endpoint())
        `case`.change(&request)
        let error = await transport.failure(of: request)
        #expect(error?.code == .invalidRequest)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.detail.contains(`case`.reason) == true)
        #expect(server.accepted == 0)
    }

    static let unwritable: [(reason: String, change: @Sendable (inout HTTPRequest) -> Void)] = [
        ("field X", { $0.fields = ["X": "a\r\nEvil: 1"] }),
        ("field X", { $0.fields = ["X": "a\nb"] }),
        ("field X", { $0.fields = ["X": "a\0b"] }),
        ("field X", { $0.secretFields = [("X", Secret("a\rb"))] }),
        ("no valid name", { $0.fields = ["X\r\nEvil": "1"] }),
        ("no valid name", { $0.fields = ["": "1"] }),
        ("no valid name", { $0.fields = ["X Y": "1"] }),
        ("no valid name", { $0.fields = ["X:": "1"] }),
        ("Content-length", { $0.fields = ["Content-length": "1"] }),
        ("Transfer-Encoding", { $0.fields = ["Transfer-Encoding": "chunked"] }),
        ("Host", { $0.secretFields = [("Host", Secret("elsewhere"))] }),
        ("field Authorization", { $0.authorization = .bearer(Secret("a\nb")) }),
        ("the token is empty", { $0.authorization = .dpop(Secret("")) }),
        ("a colon", { $0.authorization = .basic(user: "a:b", password: Secret("c")) }),
        (
            "two Authorization",
            {
                $0.authorization = .bearer(Secret("a"))
                $0.fields = ["authorization": "Bearer b"]
            }
        ),
        (
            "HEAD",
            {
                $0.method = .head
                $0.body = Secret("x")
            }
        ),
    ]

    @Test("a user agent with a line break is refused")
    func userAgent() async throws {
        let transport = CurlTransport(.init(userAgent: "a\r\nEvil: 1"))
        let error = await transport.failure(of: HTTPRequest(.get, try server.endpoint()))
        #expect(error?.code == .invalidRequest)
        #expect(server.accepted == 0)
    }
}

extension HTTPRequest.Method {
    static let all: [Self] = [.get, .head, .post, .put, .patch, .delete]
}
