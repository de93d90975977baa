import Testing

@testable import CarryoverCore

struct EndpointTests {
    static let good: [(String, String, String)] = [
        ("https://api.example.com", "https://api.example.com", "/"),
        ("HTTPS://API.Example.com/Path", "https://api.example.com", "/Path"),
        ("https://a.b:443/x?y=z", "https://a.b", "/x?y=z"), ("https://a.b:8443", "https://a.b:8443", "/"),
        ("https://a.b?q=1", "https://a.b", "/?q=1"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443", "/x"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]", "/"),
        ("https://a_b-c.d/%20", "https://a_b-c.d", "/%20"),
        ("http://localhost:8080/", "http://localhost:8080", "/"),
        ("http://LOCALHOST", "http://localhost", "/"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1", "/"), ("http://127.255.0.3", "http://127.255.0.3", "/"),
        ("http://[::1]:9/", "http://[::1]:9", "/"), ("http://localhost:80", "http://localhost", "/"),
    ]

    @Test("what credentials may be sent to is parsed", arguments: good)
    func parses(_ row: (url: String, origin: String, target: String)) throws {
        let endpoint = try Endpoint(row.url)
        #expect(endpoint.origin.description == row.origin)
        #expect(endpoint.target == row.target)
        #expect(endpoint.url == row.url)
    }

    static let malformed = [
        "", "api.example.com", "//a.b", "ftp://a.b", "file:///etc/passwd", "https:/a.b", "https:a.b",
        "https://",
        "https:///x", "https://?x", "https://user@a.b", "https://user:pass@a.b", "https://a.b@evil.com",
        "https://a.b:",
        "https://a.b:0", "https://a.b:65536", "https://a.b:+443", "https://a.b:80:80", "https://a.b:x",
        "https://a.b#f",
        "https://a.b\\@evil.com", "https://a.b/\\x", "https://a b", "https://a.b/ x", "https://a.b\n",
        "\thttps://a.b",
        "https://a.b/\r\nx: y", "https://é.example", "https://a.b/é", "https://[::1", "https://::1",
        "https://[]",
        "https://[abc]", "https://[::1]x", "https://[::1%25eth0]", "https://[v1.x]", "https://a%2eb",
        "https://a.b/\"",
        "https://a.b/<x>", "https://a.b/{x}", "https://a.b/|", "https://a.b/^", "https://a.b/`",
        "https://a*b",
        "https://a,b", "https://\u{0}", "https://a.b\u{7f}", "http://127.0.0.1@evil.com",
    ]

    @Test("what two parsers might read in two ways is refused", arguments: malformed)
    func refusesMalformed(_ url: String) {
        #expect(throws: Endpoint.Invalid.malformed) { try Endpoint(url) }
    }

    static let plainText = [
        "http://a.b", "http://127.0.0.1.evil.com", "http://localhost.evil", "http://localhost.",
        "http://xlocalhost",
        "http://localhost-evil.com", "http://127.0.0.1.nip.io", "http://128.0.0.1", "http://127.0.0",
        "http://127.0.0.256",
        "http://127.0.0.-0", "http://127..0.1", "http://127.0.0.0.1", "http://127.1", "http://2130706433",
        "http://0x7f.0.0.1", "http://0.0.0.0",
        "http://10.0.0.1",
        "http://[::]", "http://[::2]", "http://[::ffff:127.0.0.1]", "http://[::1.evil]", "http://127.0.0.1.",
    ]

    @Test(
        "plain http is for this very machine only, and not for names that look like it",
        arguments: plainText
    )
    func refusesPlainText(_ url: String) {
        #expect { try Endpoint(url) } throws: { error in
            switch error as? Endpoint.Invalid {
            case .plainText, .malformed: true
            default: false
            }
        }
    }

    @Test("origins are equal when scheme, host and port are, however they were written")
    func origins() throws {
        func origin(_ url: String) throws -> Origin { try Endpoint(url).origin }
        #expect(try origin("https://a.b/x") == origin("HTTPS://A.B:443?y"))
        #expect(try origin("https://a.b") != origin("https://a.b:444"))
        #expect(try origin("http://localhost") != origin("https://localhost"))
        #expect(try origin("https://a.b") != origin("https://sub.a.b"))
    }

    @Test(
        "a path is added with exactly one slash, and a query goes",
        arguments: [
            ("https://a.b", "x", "https://a.b/x"), ("https://a.b/", "/x", "https://a.b/x"),
            ("https://a.b//", "x/y", "https://a.b/x/y"), ("https://a.b/p?q=1", "/x", "https://a.b/p/x"),
        ]
    )
    func appends(_ row: (base: String, path: String, url: String)) throws {
        #expect(try Endpoint(row.base).appending(row.path).url == row.url)
    }

    @Test("a path that is no path is refused", arguments: ["x y", "x#y", "\\x"])
    func appendsNonsense(_ path: String) throws {
        let base = try Endpoint("https://a.b")
        #expect(throws: Endpoint.Invalid.malformed) { try base.appending(path) }
    }

    @Test("neither an endpoint nor a request shows its query")
    func description() throws {
        let endpoint = try Endpoint("https://a.b/x?token=secret")
        let request = HTTPRequest(
            .get,
            endpoint,
            authorization: .bearer(Secret("secret")),
            body: Secret("secret")
        )
        #expect("\(endpoint)" == "https://a.b/x")
        #expect("\(request)" == "GET https://a.b/x")
    }
}
