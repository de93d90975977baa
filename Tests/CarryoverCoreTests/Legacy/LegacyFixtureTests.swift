import CarryoverCore
import FoundationEssentials
import Testing

/// Files that libraries have left.
struct LegacyFixtureTests {
    struct Expected: Sendable {
        var fixture: String
        /// The start of each token, and what the entry itself says.
        var access: String?
        var refresh: String?
        var id: String?
        var expiry: Double? = 1_756_343_600
        var issuer: String?
        var client: String?
    }

    static let table = [
        Expected(fixture: "authlib", access: "eyJ", refresh: "authlib-refresh-1", id: "eyJ"),
        Expected(fixture: "requests-oauthlib", access: "eyJ", refresh: "oauthlib-refresh-1"),
        Expected(
            fixture: "go-oauth2",
            access: "go-access-1",
            refresh: "go-refresh-1",
            expiry: 1_756_347_200.123456789
        ),
        Expected(
            fixture: "go-oauth2-without-expiry",
            access: "go-access-1",
            refresh: "go-refresh-1",
            expiry: nil
        ),
        Expected(
            fixture: "msal",
            access: "msal-access-ada-2",
            refresh: "msal-refresh-ada",
            id: "eyJ",
            expiry: 1_756_343_602,
            issuer: "https://login.microsoftonline.com/tenant-1/v2.0",
            client: "notes-client"
        ),
        Expected(
            fixture: "auth0-spa-js",
            access: "eyJ",
            refresh: "v1.auth0-refresh-1",
            id: "eyJ",
            expiry: 1_756_426_400,
            issuer: "https://tenant.auth0.com/",
            client: "notes-client"
        ),
        Expected(
            fixture: "oidc-client-ts",
            access: "eyJ",
            refresh: "oidc-refresh-1",
            id: "eyJ",
            issuer: "https://old.example.com/",
            client: "notes-client"
        ),
        Expected(
            fixture: "appauth",
            access: "eyJ",
            refresh: "appauth-refresh-1",
            id: "eyJ",
            issuer: "https://tenant.auth0.com/",
            client: "notes-client"
        ),
        Expected(
            fixture: "okta-auth-js",
            access: "eyJ",
            refresh: "okta-refresh-1",
            id: "eyJ",
            issuer: "https://example.okta.com/oauth2/default",
            client: "notes-client"
        ),
        Expected(
            fixture: "supabase",
            access: "eyJ",
            refresh: "supabase-refresh-1",
            issuer: "https://project.supabase.co/auth/v1"
        ),
        Expected(
            fixture: "firebase",
            access: "eyJ",
            refresh: "firebase-refresh-1",
            id: "eyJ",
            client: "AIza-api-key"
        ),
    ]

    @Test("a library's own file is read", arguments: table)
    func reads(expected: Expected) throws {
        let document = try #require(LegacyFixture.named(expected.fixture)).document()
        #expect(document.faults == [])
        let credential = try #require(document.logins.first).credential
        #expect(credential.accessToken?.exposed.hasPrefix(expected.access ?? "-") == true)
        #expect(credential.refreshToken?.exposed == expected.refresh)
        #expect(credential.idToken?.exposed.hasPrefix(expected.id ?? "-") ?? false == (expected.id != nil))
        #expect(credential.expiresAt?.timeIntervalSince1970 == expected.expiry)
        #expect(credential.issuer == expected.issuer)
        #expect(credential.clientID == expected.client)
    }

    @Test("the table has every fixture")
    func isComplete() {
        #expect(Set(Self.table.map(\.fixture)) == Set(LegacyFixture.all.map(\.name)))
    }

    @Test("once every login is erased, nothing is worth keeping", arguments: LegacyFixture.all)
    func erases(fixture: LegacyFixture) throws {
        var bytes = fixture.bytes
        for login in try fixture.document().logins {
            switch try fixture.document(bytes).erasing(login.credential) {
            case .unchanged: Issue.record("it is not there")
            case .changed(let rest): bytes = rest.withBytes { Array($0) }
            case .nothing: bytes = Array("{}".utf8)
            }
        }
        #expect(try fixture.document(bytes).logins.isEmpty)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("{}") || fixture.name == "msal")
        #expect(!String(decoding: bytes, as: UTF8.self).contains("refresh-"))
    }

    @Test("a rotated login is read back, and no other byte is another", arguments: LegacyFixture.all)
    func writesBack(fixture: LegacyFixture) throws {
        let old = try #require(try fixture.document().logins.first).credential
        var rotated = old
        // Of the same length, so that the bytes can be compared one by one.
        rotated.refreshToken = old.refreshToken.map { Secret(String(repeating: "r", count: $0.count)) }
        rotated.expiresAt = old.expiresAt?.addingTimeInterval(1000)
        let written = try #require(try fixture.document().replacing(old, with: rotated))
        let new = try #require(
            try fixture.document(written.withBytes { Array($0) }).logins.first {
                $0.credential.refreshToken == rotated.refreshToken
            }
        ).credential
        #expect(new.accessToken == old.accessToken)
        #expect(new.idToken == old.idToken)
        #expect(
            new.expiresAt.map { Int($0.timeIntervalSince1970) }
                == rotated.expiresAt.map { Int($0.timeIntervalSince1970) }
        )
        #expect(!written.exposed.contains(old.refreshToken?.exposed ?? "-"))
    }
}
