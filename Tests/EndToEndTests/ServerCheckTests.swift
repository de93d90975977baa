import CarryoverCore
import Testing

@testable import Carryover

/// What the doctor makes of what servers say, or do not say, and of who may read what.
@Suite struct ServerCheckTests {
    static func probe(_ url: String, failing code: TransportError.Code? = nil, status: Int = 405) throws
        -> Probe
    {
        let endpoint = try Endpoint(url)
        guard let code else { return Probe("migration", endpoint, .success(HTTPResponse(status: status))) }
        let error = TransportError(
            code,
            request: HTTPRequest(.get, endpoint),
            detail: "why",
            mayHaveArrived: false
        )
        return Probe("migration", endpoint, .failure(error))
    }

    static let named = "https://api.example.com/x"
    static let loopback = "http://127.0.0.1:8080/x"

    @Test(
        arguments: [
            (named, nil, .ok, "api.example.com"),
            (named, .unresolved, .fail, "no address for api.example.com"),
            (named, .tls, .ok, "api.example.com"), (loopback, nil, .skip, "this very machine"),
        ] as [(String, TransportError.Code?, Finding.Verdict, String)]
    )
    func names(url: String, code: TransportError.Code?, expected: Finding.Verdict, text: String) throws {
        let finding = NameResolutionCheck.finding([try Self.probe(url, failing: code)])
        #expect(finding.verdict == expected)
        #expect(finding.detail.contains(text))
        #expect((finding.remedy != nil) == (expected == .fail))
    }

    @Test(
        arguments: [
            (named, nil, .ok, "TLS 1.2"), (named, .tls, .fail, "tls (why)"),
            (named, .unreachable, .skip, "no connection"), (loopback, nil, .skip, "by https"),
        ] as [(String, TransportError.Code?, Finding.Verdict, String)]
    )
    func encryption(url: String, code: TransportError.Code?, expected: Finding.Verdict, text: String) throws {
        let finding = TLSCheck.finding([try Self.probe(url, failing: code)])
        #expect(finding.verdict == expected)
        #expect(finding.detail.contains(text))
        #expect((finding.remedy != nil) == (expected == .fail))
    }

    @Test func `One server that cannot prove itself is enough`() throws {
        let probes = [try Self.probe(Self.named), try Self.probe("https://old.example.com/", failing: .tls)]
        #expect(TLSCheck.finding(probes).verdict == .fail)
        #expect(TLSCheck.finding(probes).detail.contains("old.example.com"))
    }

    @Test func `The old provider has to answer, whatever it says`() throws {
        #expect(LegacyEndpointsCheck.finding([]).verdict == .skip)
        #expect(LegacyEndpointsCheck.finding([try Self.probe(Self.named)]).verdict == .ok)
        let failed = LegacyEndpointsCheck.finding([
            try Self.probe(Self.named), try Self.probe(Self.named, failing: .unreachable),
        ])
        #expect(failed.verdict == .fail && !failed.isAboutStore)
        #expect(failed.remedy?.contains("renewed") == true)
    }

    static let provider = LegacyProvider(
        issuer: "https://old.example.com/",
        refresh: (try? Endpoint("https://old.example.com/oauth/token")).map {
            .init(endpoint: $0, client: OAuthClient(id: "notes", authentication: .none))
        },
        revocation: nil
    )

    @Test(
        arguments: [
            (
                #"{"issuer":"https://old.example.com/","token_endpoint":"https://old.example.com/oauth/token"}"#,
                .ok, ""
            ),
            (#"{"issuer":"https://old.example.com/"}"#, .ok, ""),
            (#"{"issuer":"https://old.example.com"}"#, .fail, "legacy.issuer is https://old.example.com/"),
            (
                #"{"token_endpoint":"https://old.example.com/v2/token"}"#, .fail,
                "the provider says https://old.example.com/v2/token"
            ),
            ("<html>", .skip, "does not describe itself"),
        ] as [(String, Finding.Verdict, String)]
    )
    func discovery(body: String, expected: Finding.Verdict, text: String) throws {
        let endpoint = try #require(DiscoveryCheck.endpoint(of: "https://old.example.com/"))
        #expect(endpoint.url == "https://old.example.com/.well-known/openid-configuration")
        let probe = Probe("discovery", endpoint, .success(HTTPResponse(status: 200, body: Secret(body))))
        let finding = DiscoveryCheck.finding(probe, Self.provider)
        #expect(finding.verdict == expected)
        #expect(text.isEmpty || finding.detail.contains(text), "\(finding.detail)")
    }

    @Test func `A provider that says nothing about itself is no failure`() throws {
        #expect(DiscoveryCheck.finding(nil, Self.provider).verdict == .skip)
        let silent = try Self.probe(Self.named, failing: .unreachable)
        #expect(DiscoveryCheck.finding(silent, Self.provider).verdict == .skip)
        #expect(DiscoveryCheck.endpoint(of: "not an address") == nil)
    }

    @Test(
        arguments: [
            (0o600, true, .ok), (0o644, true, .fail), (0o640, true, .fail), (0o644, false, .ok),
            (0o664, false, .fail), (0o666, false, .fail), (0o400, true, .ok),
        ] as [(UInt32, Bool, Finding.Verdict)]
    )
    func permissions(mode: UInt32, holdsSecrets: Bool, expected: Finding.Verdict) {
        let finding = PermissionsCheck.finding([
            FileFacts(path: "/x/y", mode: mode, holdsSecrets: holdsSecrets)
        ])
        #expect(finding.verdict == expected)
        #expect((finding.remedy?.hasPrefix("chmod") ?? false) == (expected == .fail))
    }

    @Test func `Without a file there is nothing to say`() {
        #expect(PermissionsCheck.finding([]).verdict == .skip)
        #expect(FileFacts("/nowhere/at/all", holdsSecrets: true) == nil)
    }
}
