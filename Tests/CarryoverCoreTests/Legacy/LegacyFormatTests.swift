import CarryoverCore
import FoundationEssentials
import Testing

/// What is particular to each format.
struct LegacyFormatTests {
    func logins(_ text: String, _ format: any LegacyFormat) throws -> [LegacyCredential] {
        let document = try LegacyTokenDocument(Secret(text), format: format)
        #expect(document.faults == [])
        return document.logins.map(\.credential)
    }

    /// The document without a login, `nil` where nothing is left.
    func erasing(_ refresh: String, from text: String, _ format: any LegacyFormat) throws -> String? {
        let document = try LegacyTokenDocument(Secret(text), format: format)
        switch try document.erasing(LegacyCredential(refreshToken: Secret(refresh))) {
        case .unchanged: return text
        case .changed(let rest): return rest.exposed
        case .nothing: return nil
        }
    }

    static let auth0 = """
        {"@@auth0spajs@@::c1::aud::openid":{"body":{"access_token":"A1","refresh_token":"R1"},"expiresAt":10},
        "@@auth0spajs@@::c1::x::y::openid":{"body":{"access_token":"A2","refresh_token":"R1"},"expiresAt":20},
        "@@auth0spajs@@::c1::z::openid":{"body":{"access_token":"A3"},"expiresAt":5},
        "@@auth0spajs@@::c1::@@user@@":{"id_token":"ID1","decodedToken":{"claims":{"iss":"https://t.auth0.com/"}}},
        "@@auth0spajs@@::c1":{"keys":["@@auth0spajs@@::c1::aud::openid"]},
        "@@auth0spajs@@::c2::aud::openid":{"body":{"refresh_token":"R2","audience":"aud"},"expiresAt":1},
        "@@auth0spajs@@::c2::@@user@@":{"id_token":"ID2"},
        "other":"{\\"x\\": 1}"}
        """

    @Test("auth0-spa-js: the entries of one client are one login, with the ID token they share")
    func auth0Clients() throws {
        let logins = try logins(Self.auth0, Auth0SPAFormat())
        #expect(logins.map { $0.accessToken?.exposed } == ["A2", nil])
        #expect(logins.map { $0.refreshToken?.exposed } == ["R1", "R2"])
        #expect(logins.map { $0.idToken?.exposed } == ["ID1", "ID2"])
        #expect(logins.map(\.clientID) == ["c1", "c2"])
        #expect(logins.map(\.issuer) == ["https://t.auth0.com/", nil])
        #expect(logins[0].expiresAt == Date(timeIntervalSince1970: 20))
    }

    @Test("auth0-spa-js: an access token that can be refreshed goes before one that merely lives longer")
    func auth0Refreshable() throws {
        let text = """
            {"@@auth0spajs@@::c::default::openid":{"body":{"access_token":"opaque"},"expiresAt":90},\
            "@@auth0spajs@@::c::api::openid":{"body":{"access_token":"A","refresh_token":"R"},"expiresAt":10}}
            """
        #expect(try logins(text, Auth0SPAFormat()).map { $0.accessToken?.exposed } == ["A"])
    }

    @Test("auth0-spa-js: a client's login goes with everything that is its own, and nothing else")
    func auth0Erasing() throws {
        let rest = try #require(try erasing("R1", from: Self.auth0, Auth0SPAFormat()))
        #expect(
            rest == """
                {"@@auth0spajs@@::c2::aud::openid":{"body":{"refresh_token":"R2","audience":"aud"},"expiresAt":1},
                "@@auth0spajs@@::c2::@@user@@":{"id_token":"ID2"},
                "other":"{\\"x\\": 1}"}
                """
        )
        #expect(try erasing("R2", from: rest, Auth0SPAFormat()) == #"{"other":"{\"x\": 1}"}"#)
    }

    @Test("auth0-spa-js: a refresh token that serves several entries is replaced in all of them")
    func auth0WritingBack() throws {
        let document = try LegacyTokenDocument(Secret(Self.auth0), format: Auth0SPAFormat())
        let rotated = LegacyCredential(accessToken: Secret("A9"), refreshToken: Secret("R9"))
        let text = try #require(try document.replacing(document.logins[0].credential, with: rotated)).exposed
        #expect(!text.contains(#""R1""#))
        #expect(text.contains(#"{"access_token":"A1","refresh_token":"R9"}"#))
        #expect(text.contains(#"{"access_token":"A9","refresh_token":"R9"}"#))
    }

    @Test(
        "auth0-spa-js: two refresh tokens of one client are two logins, and the ID token goes with the last"
    )
    func auth0TwoRefreshTokens() throws {
        let text = """
            {"@@auth0spajs@@::c::a::s":{"body":{"refresh_token":"R1"},"expiresAt":1},\
            "@@auth0spajs@@::c::b::s":{"body":{"refresh_token":"R2"},"expiresAt":1},\
            "@@auth0spajs@@::c::@@user@@":{"id_token":"ID"}}
            """
        #expect(try logins(text, Auth0SPAFormat()).map { $0.refreshToken?.exposed } == ["R1", "R2"])
        let rest = try #require(try erasing("R1", from: text, Auth0SPAFormat()))
        #expect(rest.contains("@@user@@"))
        #expect(try erasing("R2", from: rest, Auth0SPAFormat()) == nil)
    }

    @Test("MSAL: an account's tokens for all resources go together, other accounts and the app's own stay")
    func msalAccounts() throws {
        let fixture = try #require(LegacyFixture.named("msal"))
        let text = String(decoding: fixture.bytes, as: UTF8.self)
        #expect(
            try logins(text, MSALFormat()).map { $0.refreshToken?.exposed } == [
                "msal-refresh-ada", "msal-refresh-grace",
            ]
        )
        let rest = try #require(try erasing("msal-refresh-ada", from: text, MSALFormat()))
        #expect(!rest.contains("-ada"))
        #expect(!rest.contains("ada@example.com"))
        let last = try #require(try erasing("msal-refresh-grace", from: rest, MSALFormat()))
        #expect(last.contains("msal-access-nobody-4"))
        #expect(!last.contains("grace"))
    }

    @Test("MSAL: the account stays while another client has a login of it")
    func msalClients() throws {
        func entry(_ client: String) -> String {
            #""\#(client)":{"secret":"R-\#(client)","home_account_id":"h","environment":"e","client_id":"\#(client)"}"#
        }
        let text = """
            {"RefreshToken":{\(entry("c1")),\(entry("c2"))},\
            "Account":{"h-e-r":{"home_account_id":"h","environment":"e","username":"ada"}},"AppMetadata":{"m":{"client_id":"c1"}}}
            """
        let rest = try #require(try erasing("R-c1", from: text, MSALFormat()))
        #expect(rest.contains("ada") && rest.contains("R-c2") && !rest.contains("R-c1"))
        #expect(try erasing("R-c2", from: rest, MSALFormat()) == nil)
    }

    @Test("MSAL: a token that is bound to a key is not offered")
    func msalBoundTokens() throws {
        let text = """
            {"AccessToken":{"a":{"secret":"POP","token_type":"pop","home_account_id":"h","environment":"e","client_id":"c"}},\
            "RefreshToken":{"r":{"secret":"R","home_account_id":"h","environment":"e","client_id":"c"}}}
            """
        #expect(try logins(text, MSALFormat()).map { $0.accessToken?.exposed } == [nil])
        #expect(try erasing("R", from: text, MSALFormat()) == nil)
    }

    @Test(
        "AppAuth: the last token response counts before the authorization's, and a refusal ends it",
        arguments: [
            (
                #"{"refreshToken":"R","mLastTokenResponse":{"access_token":"A","expires_at":5000000000000}}"#,
                ["A"]
            ),
            (#"{"lastAuthorizationResponse":{"access_token":"B","expires_at":1}}"#, ["B"]),
            (
                #"{"mLastTokenResponse":{"access_token":"A"},"lastAuthorizationResponse":{"access_token":"B","expires_at":1}}"#,
                ["A"]
            ),
            (
                #"{"mLastTokenResponse":{"id_token":"I"},"lastAuthorizationResponse":{"access_token":"B"}}"#,
                ["B"]
            ),
            (
                #"{"refreshToken":"R","mLastTokenResponse":{"access_token":"A"},"mAuthorizationException":{"type":2}}"#,
                []
            ),
            (#"{"config":{"tokenEndpoint":"x"}}"#, []),
        ]
    )
    func appAuth(text: String, access: [String]) throws {
        #expect(try logins(text, AppAuthFormat()).map { $0.accessToken?.exposed } == access)
    }

    @Test("AppAuth: an expiry belongs to the response that holds the token")
    func appAuthExpiry() throws {
        let text =
            #"{"mLastTokenResponse":{"access_token":"A"},"lastAuthorizationResponse":{"access_token":"B","expires_at":1}}"#
        #expect(try logins(text, AppAuthFormat())[0].expiresAt == nil)
    }

    @Test(
        "the type of a token that is bound to a key is seen in every format that tells it",
        arguments: [
            (#"{"mine":{"accessToken":"A","tokenType":"DPoP"}}"#, OktaFormat() as any LegacyFormat, true),
            (#"{"mine":{"accessToken":"A","tokenType":"Bearer"}}"#, OktaFormat(), false),
            (#"{"access_token":"A","token_type":"dpop"}"#, LegacyTokenPointers(), true),
            (#"{"access_token":"A","token_type":"bearer"}"#, LegacyTokenPointers(), false),
            (
                #"{"access_token":"A","refresh_token":"R","token_type":"DPoP"}"#, LegacyRecordFormat.authlib,
                true
            ),
            (
                #"{"access_token":"A","refresh_token":"R","token_type":"DPoP"}"#, LegacyRecordFormat.goOAuth2,
                true
            ),
        ]
    )
    func senderConstrained(_ row: (text: String, format: any LegacyFormat, isBound: Bool)) throws {
        let login = try #require(try logins(row.text, row.format).first)
        #expect(login.isSenderConstrained == row.isBound)
    }

    @Test("Okta: members may have any name, and each token goes with what describes it")
    func okta() throws {
        let text = """
            {"mine":{"accessToken":"A","expiresAt":1756343600},"id":{"idToken":"I","issuer":"https://o","clientId":"c"},\
            "refreshToken":{"refreshToken":"R","issuer":"https://o"},"theme":"dark"}
            """
        let login = try #require(try logins(text, OktaFormat()).first)
        #expect(
            login.accessToken == Secret("A") && login.refreshToken == Secret("R")
                && login.idToken == Secret("I")
        )
        #expect(login.issuer == "https://o" && login.clientID == "c")
        #expect(try erasing("R", from: text, OktaFormat()) == #"{"theme":"dark"}"#)
    }

    @Test(
        "Supabase: version 1, version 2 and a bare session",
        arguments: [
            (
                #"{"supabase.auth.token":{"currentSession":{"access_token":"A","refresh_token":"R"},"expiresAt":1}}"#,
                nil
            ),
            (
                #"{"sb-abc-auth-token":{"access_token":"A","refresh_token":"R"}}"#,
                "https://abc.supabase.co/auth/v1"
            ),
            (#"{"access_token":"A","refresh_token":"R","user":{"id":"1"},"expires_at":1}"#, nil),
        ] as [(String, String?)]
    )
    func supabase(text: String, issuer: String?) throws {
        let login = try #require(try logins(text, LegacyRecordFormat.supabase).first)
        #expect(login.accessToken == Secret("A") && login.refreshToken == Secret("R"))
        #expect(login.issuer == issuer)
        #expect(try erasing("R", from: text, LegacyRecordFormat.supabase) == nil)
    }

    @Test(
        "formats of the web take no key that is not theirs",
        arguments: [
            LegacyRecordFormat.supabase, .oidcClient, .firebase,
        ]
    )
    func foreignKeys(format: LegacyRecordFormat) throws {
        let text = """
            {"spotify":{"access_token":"A","refresh_token":"R","stsTokenManager":{"accessToken":"A"}},\
            "sb--auth-token":{"access_token":"A"},"oidc.users:x:y":{"access_token":"A"}}
            """
        #expect(try logins(text, format).isEmpty)
    }

    @Test("oidc-client-ts: the key tells authority and client, of which the last colon is the border")
    func oidcKey() throws {
        let text = #"{"oidc.user:https://old.example.com:8443/realm:notes":{"access_token":"A"}}"#
        let login = try #require(try logins(text, LegacyRecordFormat.oidcClient).first)
        #expect(login.issuer == "https://old.example.com:8443/realm")
        #expect(login.clientID == "notes")
    }

    @Test("Firebase: an entry of its IndexedDB store, and an ID token that serves as both")
    func firebase() throws {
        let text = """
            {"fbase_key":"firebase:authUser:k:[DEFAULT]","value":{"uid":"1","apiKey":"k",\
            "stsTokenManager":{"refreshToken":"R","accessToken":"A","expirationTime":1756343600000}}}
            """
        let document = try LegacyTokenDocument(Secret(text), format: LegacyRecordFormat.firebase)
        let login = try #require(document.logins.first).credential
        #expect(login.accessToken == Secret("A") && login.idToken == Secret("A") && login.clientID == "k")
        // Where the provider sends no new ID token, the old one must not come back in the access token's
        // place.
        var rotated = login
        rotated.accessToken = Secret("A2")
        #expect(
            try document.replacing(login, with: rotated)?.exposed.contains(#""accessToken":"A2""#) == true
        )
    }

    @Test("authlib: the dictionary itself, or several under names of the app, of which each is a login")
    func authlib() throws {
        let text = """
            {"google":{"access_token":"A1","userinfo":{"iss":"https://g","aud":"c"},"note":"mine"},"theme":{"access_token":null},\
            "hub":{"access_token":"A2","refresh_token":"R2","expires_at":1756343600.5}}
            """
        let logins = try logins(text, LegacyRecordFormat.authlib)
        #expect(logins.map { $0.accessToken?.exposed } == ["A1", "A2"])
        #expect(logins[0].issuer == "https://g" && logins[0].clientID == "c")
        #expect(logins[1].expiresAt == Date(timeIntervalSince1970: 1_756_343_600.5))
        #expect(
            try erasing("R2", from: text, LegacyRecordFormat.authlib)?.contains(#""note":"mine""#) == true
        )
    }

    @Test("a copy of a token that no format mentions is erased as well")
    func erasesCopies() throws {
        let text = #"{"access_token":"A","refresh_token":"R","log":["x","R"],"old":{"s":"{\"t\":\"A\"}"}}"#
        #expect(
            try erasing("R", from: text, LegacyTokenPointers())
                == #"{"log":["x",null],"old":{"s":"{\"t\":null}"}}"#
        )
    }

    @Test("a token that a name given twice hides is not left behind in silence")
    func refusesHiddenCopies() throws {
        let text = #"{"access_token":"A","old":{"t":"A"},"old":{"t":"A"}}"#
        let document = try LegacyTokenDocument(Secret(text), format: LegacyTokenPointers())
        #expect(throws: JSONError.self) { try document.erasing(LegacyCredential(accessToken: Secret("A"))) }
    }
}
