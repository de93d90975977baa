import Carryover
import CarryoverCore
import FoundationEssentials
import Testing

/// Token files of programs whose format has no name of its own here, reached by configuration alone.
struct DocumentedShapesTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settings: String
        let content: String
        var access: String? = "A"
        var refresh: String? = "R"
        var expiry: Double? = 1_756_343_600
    }

    static let shapes = [
        Shape(
            testDescription: "google-auth",
            settings: #""access_token":"/token","expires_at":"/expiry","issuer":"/token_uri""#,
            content: #"""
                {"token":"A","refresh_token":"R","token_uri":"https://oauth2.googleapis.com/token","client_id":"c",
                "client_secret":"s","scopes":["openid"],"universe_domain":"googleapis.com","account":"",
                "expiry":"2025-08-28T01:13:20Z"}
                """#
        ),
        Shape(
            testDescription: "AWS SSO",
            settings:
                #""access_token":"/accessToken","refresh_token":"/refreshToken","expires_at":"/expiresAt","issuer":"/startUrl","client_id":"/clientId""#,
            content: #"""
                {"startUrl":"https://x.awsapps.com/start","region":"us-east-1","accessToken":"A",
                "expiresAt":"2025-08-28T01:13:20Z","clientId":"c","clientSecret":"s",
                "registrationExpiresAt":"2025-11-01T00:00:00Z","refreshToken":"R"}
                """#
        ),
        Shape(
            testDescription: "kubelogin",
            settings: #""access_token":"/none""#,
            content: #"{"id_token":"I","refresh_token":"R"}"#,
            access: nil,
            expiry: nil
        ),
        Shape(
            testDescription: "Auth0 CLI",
            settings:
                #""access_token":"/tenants/t.us.auth0.com/access_token","expires_at":"/tenants/t.us.auth0.com/expires_at""#,
            content: #"""
                {"install_id":"u","default_tenant":"t.us.auth0.com","tenants":{"t.us.auth0.com":{"name":"t",
                "domain":"t.us.auth0.com","access_token":"A","scopes":["x"],"expires_at":"2025-08-28T03:13:20.5+02:00",
                "client_id":"c"}}}
                """#,
            refresh: nil,
            expiry: 1_756_343_600.5
        ),
        Shape(
            testDescription: "Codex",
            settings:
                #""access_token":"/tokens/access_token","refresh_token":"/tokens/refresh_token","id_token":"/tokens/id_token","expires_in":"/none","obtained_at":"/last_refresh""#,
            content: #"""
                {"auth_mode":"chatgpt","OPENAI_API_KEY":null,"tokens":{"id_token":"I","access_token":"A",
                "refresh_token":"R","account_id":"a"},"last_refresh":"2025-08-28T00:13:20.123456789Z"}
                """#,
            expiry: nil
        ),
        Shape(
            testDescription: "Firebase CLI",
            settings:
                #""access_token":"/tokens/access_token","refresh_token":"/tokens/refresh_token","id_token":"/tokens/id_token","expires_at":"/tokens/expires_at""#,
            content: #"""
                {"user":{"email":"ada@example.com"},"tokens":{"access_token":"A","refresh_token":"R","id_token":"I",
                "expires_at":1756343600000,"expires_in":3599,"token_type":"Bearer","scope":"openid"}}
                """#
        ),
        Shape(
            testDescription: "Cognito, exported from local storage",
            settings:
                #""access_token":"/CognitoIdentityServiceProvider.c.ada.accessToken","refresh_token":"/CognitoIdentityServiceProvider.c.ada.refreshToken""#,
            content: #"""
                {"CognitoIdentityServiceProvider.c.LastAuthUser":"ada","CognitoIdentityServiceProvider.c.ada.accessToken":"A",
                "CognitoIdentityServiceProvider.c.ada.refreshToken":"R","CognitoIdentityServiceProvider.c.ada.clockDrift":"0"}
                """#,
            expiry: nil
        ),
        Shape(
            testDescription: "Stytch's old web SDK, exported",
            settings:
                #""access_token":"/stytch_session_jwt","refresh_token":"/stytch_session","expires_at":"/stytch_sdk_state_public-token/session/expires_at""#,
            content: #"""
                {"stytch_session":"R","stytch_session_jwt":"A",
                "stytch_sdk_state_public-token":"{\"session\":{\"expires_at\":\"2025-08-28T01:13:20Z\"}}"}
                """#
        ),
        Shape(
            testDescription: "a lifetime and its beginning",
            settings: #""obtained_at":"/issued_at""#,
            content:
                #"{"access_token":"A","refresh_token":"R","expires_in":"3600","issued_at":"1756340000000"}"#
        ),
        Shape(
            testDescription: "a lifetime since the file was written",
            settings: #""issuer":"/iss""#,
            content: #"{"access_token":"A","refresh_token":"R","expires_in":3600}"#
        ),
    ]

    @Test("a shape is read by its pointers, and erased without a trace", arguments: shapes)
    func reads(shape: Shape) async throws {
        let files = OneFile(shape.content)
        let source = try LegacySourceSettingsTests().settings(
            #"{"kind":"json-file","path":"/x",\#(shape.settings)}"#
        ).source(files: files)
        let finding = await source.find()
        #expect(finding.malformed.isEmpty)
        let entry = try #require(finding.entries.first)
        #expect(entry.credential.accessToken?.exposed == shape.access)
        #expect(entry.credential.refreshToken?.exposed == shape.refresh)
        #expect(entry.credential.expiresAt?.timeIntervalSince1970 == shape.expiry)
        try await source.erase(entry)
        let rest = await files.text
        #expect(rest?.contains(#""A""#) != true && rest?.contains(#""R""#) != true)
    }
}

/// A machine with one file, written an hour before its token's end.
private actor OneFile: LegacyFiles {
    private(set) var text: String?

    init(_ text: String) { self.text = text }

    func expand(_ pattern: String) async -> LegacyPaths { LegacyPaths([pattern]) }

    func read(_ path: String) async throws(LegacyFileError) -> LegacyFile? {
        text.map {
            LegacyFile(
                path: path,
                content: Secret($0),
                version: "1",
                modifiedAt: Date(timeIntervalSince1970: 1_756_340_000)
            )
        }
    }

    func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError) {
        text = content.exposed
    }
    func remove(_ file: LegacyFile) async throws(LegacyFileError) { text = nil }
}
