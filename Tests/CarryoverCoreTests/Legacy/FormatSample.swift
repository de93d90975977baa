import CarryoverCore
import Testing

/// A format, and how its library lays logins out, told a second time and independently of the readers.
struct FormatSample: Sendable, CustomTestStringConvertible {
    let format: any LegacyFormat
    let capacity: Int
    /// The members of the document that hold some logins.
    let members: @Sendable ([(access: String, refresh: String)]) -> [String]

    var testDescription: String { format.kind }

    /// A document that holds logins, and perhaps something else of which every byte counts.
    func document(_ logins: [(access: String, refresh: String)], isShared: Bool) -> String {
        let members = (isShared ? [Self.remainder] : []) + members(logins)
        return "{\n  " + members.joined(separator: ",\n  ") + "\n}\n"
    }

    static let remainder = #""window" : { "size":[ 800,600.0 ] , "caf\u00e9":"\/" }"#

    static let all: [FormatSample] = [
        FormatSample(format: LegacyTokenPointers(), capacity: 1) { logins in
            logins.flatMap { [#""access_token":"\#($0.access)""#, #""refresh_token" : "\#($0.refresh)""#] }
        },
        FormatSample(format: LegacyRecordFormat.authlib, capacity: 2) { logins in
            logins.enumerated().map { index, login in
                #""site\#(index)": {"access_token": "\#(login.access)", "refresh_token": "\#(login.refresh)", "#
                    + #""token_type": "Bearer", "expires_in": 3600, "expires_at": 1756343600}"#
            }
        },
        FormatSample(format: LegacyRecordFormat.goOAuth2, capacity: 2) { logins in
            logins.enumerated().map { index, login in
                #""site\#(index)":{"access_token":"\#(login.access)","token_type":"Bearer","#
                    + #""refresh_token":"\#(login.refresh)","expiry":"2025-08-28T04:13:20.123456789+02:00"}"#
            }
        },
        FormatSample(format: LegacyRecordFormat.oidcClient, capacity: 2) { logins in
            logins.enumerated().map { index, login in
                let user = """
                    {"access_token":"\(login.access)","refresh_token":"\(login.refresh)","token_type":"Bearer",\
                    "scope":"openid","profile":{"iss":"https://old.example.com","sub":"\(index)"},"expires_at":1756343600}
                    """
                return #""oidc.user:https://old.example.com:443/x:client\#(index)":"# + quoted(user)
            }
        },
        FormatSample(format: LegacyRecordFormat.supabase, capacity: 2) { logins in
            logins.enumerated().map { index, login in
                #""sb-project\#(index)-auth-token":"#
                    + quoted(
                        #"{"access_token":"\#(login.access)","refresh_token":"\#(login.refresh)","#
                            + #""expires_at":1756343600,"expires_in":3600,"token_type":"bearer","user":{"id":"1"}}"#
                    )
            }
        },
        FormatSample(format: LegacyRecordFormat.firebase, capacity: 2) { logins in
            logins.enumerated().map { index, login in
                #""firebase:authUser:key\#(index):[DEFAULT]":"#
                    + quoted(
                        #"{"uid":"1","stsTokenManager":{"refreshToken":"\#(login.refresh)","#
                            + #""accessToken":"\#(login.access)","expirationTime":1756343600000},"apiKey":"key"}"#
                    )
            }
        },
        FormatSample(format: Auth0SPAFormat(), capacity: 2) { logins in
            logins.enumerated().flatMap { index, login in
                [
                    #""@@auth0spajs@@::client\#(index)::default::openid":"#
                        + quoted(
                            #"{"body":{"access_token":"\#(login.access)","refresh_token":"\#(login.refresh)","#
                                + #""expires_in":86400},"expiresAt":1756343600}"#
                        ),
                    #""@@auth0spajs@@::client\#(index)::@@user@@":"#
                        + quoted(#"{"id_token":"id-\#(index)"}"#),
                ]
            }
        },
        FormatSample(format: OktaFormat(), capacity: 1) { logins in
            logins.map { login in
                #""okta-token-storage":"#
                    + quoted(
                        #"{"accessToken":{"accessToken":"\#(login.access)","expiresAt":1756343600},"#
                            + #""refreshToken":{"refreshToken":"\#(login.refresh)","issuer":"https://x.okta.com"}}"#
                    )
            }
        },
        FormatSample(format: AppAuthFormat(), capacity: 2) { logins in
            logins.enumerated().map { index, login in
                #""state\#(index)":"#
                    + quoted(
                        #"{"refreshToken":"\#(login.refresh)","config":{"tokenEndpoint":"https://x"},"#
                            + #""mLastTokenResponse":{"request":{"refreshToken":"\#(login.refresh)"},"#
                            + #""access_token":"\#(login.access)","expires_at":1756343600000}}"#
                    )
            }
        },
        FormatSample(format: MSALFormat(), capacity: 2) { logins in
            func section(_ name: String, _ extra: String, _ secret: (Int) -> String) -> String {
                let entries = logins.indices.map { index in
                    #""home\#(index)-\#(name)":{"home_account_id":"home\#(index)","environment":"login.example","#
                        + #""client_id":"client","secret":"\#(secret(index))"\#(extra)}"#
                }
                return #""\#(name)":{\#(entries.joined(separator: ","))}"#
            }
            return [
                section("AccessToken", #","realm":"r","expires_on":"1756343600""#) { logins[$0].access },
                section("RefreshToken", "") { logins[$0].refresh },
            ]
        },
    ]

    /// A text as a JSON string, as a browser's local storage is written out.
    private static func quoted(_ text: String) -> String { JSONValue.string(text).text }
}
