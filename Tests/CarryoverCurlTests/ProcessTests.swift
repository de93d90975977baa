import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

/// What depends on the environment or ends the process happens in processes of its own.
@Suite("Process", .timeLimit(.minutes(10)))
struct ProcessTests {
    @Test("what is prepared is loaded once, and before the first request")
    func prepared() async {
        let (loads, load) = AsyncStream<Void>.makeStream()
        let transport = CurlTransport(.init(), owner: getpid()) {
            load.yield()
            return "not there"
        }
        transport.prepare()
        transport.prepare()
        #expect(await loads.first { _ in true } != nil)
        transport.close()
        transport.prepare()
        load.finish()
        #expect(await loads.first { _ in true } == nil)
    }

    @Test("a process may end while requests run")
    func exit() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let transport = CurlTransport()
            let server = try LoopbackServer { connection in
                _ = connection.readRequest()
                connection.waitForHangUp()
            }
            let request = HTTPRequest(.get, try server.endpoint())
            let tasks = (0..<8).map { _ in Task { await transport.failure(of: request) } }
            for await _ in server.arrivals { break }
            Glibc.exit(7 + Int32(tasks.count) - 8)
        }
    }

    @Test("a loopback address is never asked of a proxy", arguments: ["http", "https"])
    func loopback(scheme: String) async {
        await #expect(processExitsWith: .success) { [scheme] in
            let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
            }
            let server = try LoopbackServer { $0.close() }
            let transport = CurlTransport()
            for host in ["127.0.0.1", "localhost"] {
                _ = try? await transport.send(
                    HTTPRequest(.get, try server.endpoint(scheme: scheme, host: host))
                )
            }
            #expect(server.accepted == 2)
            #expect(proxy.accepted == 0)
        }
    }

    @Test("a proxy of the environment gets a tunnel to open, and no credentials")
    func proxy() async {
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer(
                answering: "HTTP/1.1 403 Forbidden\r\nX-Proxy: yes\r\nContent-Length: 0\r\n\r\n"
            )
            setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
            let transport = CurlTransport()
            var request = HTTPRequest(
                .post,
                try Endpoint("https://nobody.invalid/token"),
                authorization: .bearer(Secret("t")),
                body: Secret("b")
            )
            request.secretFields = [("Cookie", Secret("c"))]
            let error = await transport.failure(of: request)
            #expect(error?.code == .unreachable)
            #expect(error?.mayHaveArrived == false)
            let asked = try #require(proxy.requests.first)
            #expect(asked.hasPrefix("CONNECT nobody.invalid:443 HTTP/1.1\r\n"))
            #expect(!asked.contains("Authorization") && !asked.contains("Cookie"))
        }
    }
}
