import FoundationEssentials
import Testing

@testable import CarryoverCore

/// Which login, and which access token of it, is meant where one place holds several.
struct LegacySelectionTests {
    private static let issuer = "https://tenant.auth0.com/"

    private func select(
        _ format: any SelectiveLegacyFormat,
        _ wanted: [LegacySelection.Part: String] = [:],
        issuer: String? = nil
    ) -> any LegacyFormat {
        var format = format
        for (part, text) in wanted { format.selection[part] = text }
        format.selection.issuer = issuer
        return format
    }

    private func access(_ text: String, _ format: any LegacyFormat) throws -> [String?] {
        let document = try LegacyTokenDocument(Secret(text), format: format)
        return document.logins.map { $0.credential.accessToken?.exposed }
    }

    private func erasing(_ text: String, _ format: any LegacyFormat) throws -> String {
        let document = try LegacyTokenDocument(Secret(text), format: format)
        let login = try #require(document.logins.first).credential
        guard case .changed(let rest) = try document.erasing(login) else { return "" }
        return rest.exposed
    }

    private static let auth0 = """
        {"@@auth0spajs@@::web::https://a::b/api::openid read":{"body":{"access_token":"API"},"expiresAt":10},\
        "@@auth0spajs@@::web::default::openid profile":{"body":{"access_token":"INFO"},"expiresAt":99},\
        "@@auth0spajs@@::admin::default::openid":{"body":{"access_token":"ADMIN","scope":"openid","audience":"x"},\
        "expiresAt":50},"@@auth0spajs@@::web::@@user@@":{"id_token":"ID"}}
        """

    @Test(
        "auth0-spa-js: by client, audience, scope and key",
        arguments: [
            ([:], ["INFO", "ADMIN"]), ([.clientID: "web"], ["INFO"]), ([.clientID: "nobody"], []),
            ([.audience: "https://a::b/api"], ["API"]), ([.audience: "default"], ["INFO"]),
            ([.audience: "x"], ["ADMIN"]),
            ([.scope: "read"], ["API"]), ([.scope: "profile openid"], ["INFO"]), ([.scope: "rea"], []),
            ([.clientID: "web", .audience: "default"], ["INFO"]),
            ([.key: "@@auth0spajs@@::admin::default::openid"], ["ADMIN"]),
            ([.key: "@@auth0spajs@@::admin"], []),
        ] as [([LegacySelection.Part: String], [String])]
    )
    func auth0(wanted: [LegacySelection.Part: String], tokens: [String]) throws {
        #expect(try access(Self.auth0, select(Auth0SPAFormat(), wanted)) == tokens)
    }

    @Test("auth0-spa-js: erasing what was meant leaves what was not, and what both of them need")
    func auth0Erasing() throws {
        let format = select(Auth0SPAFormat(), [.audience: "https://a::b/api"])
        let rest = try erasing(Self.auth0, format)
        #expect(!rest.contains("API"))
        #expect(rest.contains("INFO") && rest.contains("ADMIN") && rest.contains("@@user@@"))
        #expect(try access(rest, format) == [])
    }

    @Test("auth0-spa-js: the other entries of the refresh token that was meant go with it")
    func auth0Kin() throws {
        let text = """
            {"@@auth0spajs@@::c::a::s":{"body":{"access_token":"A","refresh_token":"R"},"expiresAt":1},\
            "@@auth0spajs@@::c::b::s":{"body":{"access_token":"B","refresh_token":"R"},"expiresAt":9},\
            "@@auth0spajs@@::c::d::s":{"body":{"access_token":"D"},"expiresAt":9}}
            """
        let format = select(Auth0SPAFormat(), [.audience: "a"])
        #expect(try access(text, format) == ["A"])
        let rest = try erasing(text, format)
        #expect(rest.contains("::d::s") && !rest.contains("::a::s") && !rest.contains("::b::s"))
    }

    @Test("of several access tokens that of the configured issuer goes before one that merely lives longer")
    func issuer() throws {
        let own = Servers.State.token(["iss": .string(Self.issuer)])
        let auth0 = """
            {"@@auth0spajs@@::c::default::s":{"body":{"access_token":"opaque"},"expiresAt":90},\
            "@@auth0spajs@@::c::api::s":{"body":{"access_token":"\(own)"},"expiresAt":10}}
            """
        #expect(try access(auth0, select(Auth0SPAFormat(), issuer: Self.issuer)) == [own])
        #expect(try access(auth0, select(Auth0SPAFormat())) == ["opaque"])
        let msal = Self.msal(("c", "User.Read", "opaque", 90), ("c", "api://notes/all", own, 10))
        #expect(try access(msal, select(MSALFormat(), issuer: Self.issuer)) == [own])
        #expect(try access(msal, select(MSALFormat())) == ["opaque"])
    }

    private typealias MSALToken = (client: String, target: String, secret: String, expiry: Int)

    private static func msal(_ tokens: MSALToken...) -> String {
        let entries = tokens.enumerated().map { index, token in
            #""\#(index)":{"secret":"\#(token.secret)","target":"\#(token.target)","home_account_id":"h","#
                + #""environment":"e","client_id":"\#(token.client)","realm":"r","expires_on":"\#(token.expiry)"}"#
        }
        return #"{"AccessToken":{\#(entries.joined(separator: ","))}}"#
    }

    @Test(
        "msal: by client and scope",
        arguments: [
            ([:], ["G", "O"]), ([.scope: "all"], ["A"]), ([.scope: "User.Read openid"], ["G"]),
            ([.clientID: "other"], ["O"]), ([.clientID: "c", .scope: "all"], ["A"]),
            ([.scope: "nothing"], []),
        ] as [([LegacySelection.Part: String], [String])]
    )
    func msal(wanted: [LegacySelection.Part: String], tokens: [String]) throws {
        let text = Self.msal(
            ("c", "openid User.Read", "G", 90),
            ("c", "all", "A", 10),
            ("other", "User", "O", 50)
        )
        #expect(try access(text, select(MSALFormat(), wanted)) == tokens)
    }

    private static let users = """
        {"oidc.user:https://i:web":{"access_token":"W","profile":{"iss":"https://i","aud":"web"}},\
        "oidc.user:https://i:admin":{"access_token":"A","profile":{"iss":"https://i","aud":"admin"}}}
        """
    private static let okta = """
        {"okta-token-storage":{"accessToken":{"accessToken":"A"},"idToken":{"idToken":"I","clientId":"one"}},\
        "okta-token-storage_2":{"accessToken":{"accessToken":"B"},"idToken":{"idToken":"J","clientId":"two"}}}
        """
    private static let appAuth = """
        {"work":{"mLastTokenResponse":{"access_token":"A","request":{"clientId":"one"}}},\
        "home":{"mLastTokenResponse":{"access_token":"B","request":{"clientId":"two"}}}}
        """
    private static let named = #"{"work":{"access_token":"A"},"home":{"access_token":"B"}}"#

    @Test(
        "the other formats: by the key, and by the client where there is one",
        arguments: [
            (LegacyRecordFormat.oidcClient, users, [.key: "oidc.user:https://i:admin"], ["A"]),
            (LegacyRecordFormat.oidcClient, users, [.clientID: "web"], ["W"]),
            (LegacyRecordFormat.oidcClient, users, [.clientID: "we"], []),
            (OktaFormat(), okta, [.key: "okta-token-storage_2"], ["B"]),
            (OktaFormat(), okta, [.clientID: "one"], ["A"]),
            (AppAuthFormat(), appAuth, [.key: "home"], ["B"]),
            (AppAuthFormat(), appAuth, [.clientID: "one"], ["A"]),
            (LegacyRecordFormat.authlib, named, [.key: "home"], ["B"]),
            (LegacyRecordFormat.goOAuth2, named, [.key: "work"], ["A"]),
            (LegacyRecordFormat.authlib, #"{"access_token":"A"}"#, [.key: "home"], []),
            (
                LegacyRecordFormat.supabase,
                #"{"sb-a-auth-token":{"access_token":"A"},"sb-b-auth-token":{"access_token":"B"}}"#,
                [.key: "sb-b-auth-token"], ["B"]
            ),
            (
                LegacyRecordFormat.firebase,
                #"""
                {"firebase:authUser:k:[DEFAULT]":{"stsTokenManager":{"accessToken":"A"}},
                 "firebase:authUser:k:second":{"stsTokenManager":{"accessToken":"B"}}}
                """#,
                [.key: "firebase:authUser:k:second"], ["B"]
            ),
        ] as [(any SelectiveLegacyFormat, String, [LegacySelection.Part: String], [String])]
    )
    func others(
        _ row: (
            format: any SelectiveLegacyFormat, text: String, wanted: [LegacySelection.Part: String],
            tokens: [String]
        )
    ) throws {
        #expect(try access(row.text, select(row.format, row.wanted)) == row.tokens)
        #expect(row.format.selectable.isSuperset(of: row.wanted.keys))
    }
}
