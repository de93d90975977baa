import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite(
    "TLS",
    .enabled(if: TLSServer.isPossible, "needs openssl and python3"),
    .timeLimit(.minutes(10))
)
struct TLSTests {
    @Test("a server of the given authority is trusted, in the newest version of TLS")
    func trusted() async throws {
        let server = try TLSServer()
        let transport = CurlTransport(.init(certificateAuthorities: server.authority))
        let response = try await transport.send(HTTPRequest(.get, server.endpoint))
        #expect(response.status == 200)
        #expect(response.body == Secret("secure"))
        #expect(server.nextReport() == "TLSv1.3 GET / HTTP/1.1")
    }

    @Test("TLS 1.2 is new enough")
    func twelve() async throws {
        let server = try TLSServer(.init(newest: "TLSv1_2"))
        let transport = CurlTransport(.init(certificateAuthorities: server.authority))
        #expect(try await transport.send(HTTPRequest(.get, server.endpoint)).status == 200)
        #expect(server.nextReport() == "TLSv1.2 GET / HTTP/1.1")
    }

    @Test("TLS 1.1 is too old, and nothing has arrived")
    func eleven() async throws {
        let server = try TLSServer(.init(newest: "TLSv1_1"))
        let transport = CurlTransport(.init(certificateAuthorities: server.authority))
        await expectTLSFailure(transport, server.endpoint)
        #expect(server.nextReport() == "refused: UNSUPPORTED_PROTOCOL")
    }

    @Test("a server of an unknown authority is refused, and nothing has arrived")
    func untrusted() async throws {
        let server = try TLSServer()
        await expectTLSFailure(CurlTransport(), server.endpoint)
        #expect(server.nextReport() == "refused: TLSV1_ALERT_UNKNOWN_CA")
    }

    @Test("a certificate for another host is refused, and nothing has arrived")
    func wrongHost() async throws {
        let server = try TLSServer(.init(name: "DNS:elsewhere.example"))
        await expectTLSFailure(
            CurlTransport(.init(certificateAuthorities: server.authority)),
            server.endpoint
        )
    }

    @Test("a file of authorities that is missing trusts nobody")
    func missingFile() async throws {
        let server = try TLSServer()
        await expectTLSFailure(
            CurlTransport(.init(certificateAuthorities: server.authority + ".missing")),
            server.endpoint
        )
    }

    @Test("a server that offers HTTP/2 is spoken to in HTTP/2")
    func http2() async throws {
        let server = try TLSServer(.init(alpn: "h2"))
        let transport = CurlTransport(.init(certificateAuthorities: server.authority))
        // The server only listens; what it then says is not HTTP/2.
        let error = await transport.failure(of: HTTPRequest(.get, server.endpoint))
        #expect(error?.mayHaveArrived == true)
        #expect(server.nextReport() == "TLSv1.3 PRI * HTTP/2.0")
    }

    private func expectTLSFailure(
        _ transport: CurlTransport,
        _ endpoint: Endpoint,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let request = HTTPRequest(.post, endpoint, authorization: .bearer(Secret("t")), body: Secret("x"))
        let error = await transport.failure(of: request, sourceLocation: sourceLocation)
        #expect(error?.code == .tls, sourceLocation: sourceLocation)
        #expect(error?.mayHaveArrived == false, sourceLocation: sourceLocation)
    }
}
