import Foundation
import MockIdentity
import Testing

@Suite struct LegacyServerTests {
    @Test func discoveryNamesEndpointsThatAnswer() async throws {
        try await MockIdentity.test { mock in
            let document = try await RawClient.get(
                mock.addresses.legacy + "/.well-known/openid-configuration"
            ).json
            #expect(document["issuer"]?.string == mock.addresses.legacy + "/")
            #expect(document["token_endpoint"]?.string == mock.tokenURL)
            #expect(document["revocation_endpoint"]?.string == mock.revokeURL)
            let keysURL = try #require(document["jwks_uri"]?.string)
            let keys = try await KeySet(jwks: try await RawClient.get(keysURL).json)
            let claims = try await keys.verify(try await mock.ada().accessToken)
            #expect(claims.subject == "auth0|ada")
        }
    }

    @Test(arguments: [true, false])
    func refreshRotates(sendsJSON: Bool) async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.ada()
            let refreshToken = try #require(old.refreshToken)
            let answer =
                if sendsJSON {
                    try await RawClient.postJSON(
                        mock.tokenURL,
                        [
                            "grant_type": "refresh_token", "client_id": "legacy-client",
                            "refresh_token": .string(refreshToken),
                        ]
                    )
                } else {
                    try await mock.legacyRefresh(refreshToken)
                }
            #expect(answer.status == 200)
            #expect(answer["cache-control"] == "no-store")
            #expect(answer.json["token_type"]?.string == "Bearer")
            #expect(answer.json["expires_in"]?.number == 3600)
            #expect(answer.json["expires_at"] == nil)
            let rotated = try #require(answer.json["refresh_token"]?.string)
            #expect(rotated != refreshToken)
            #expect(try await mock.legacyRefresh(rotated).status == 200)
        }
    }

    @Test func aSecondFactorMayBeWantedFirst() async throws {
        try await MockIdentity.test({ $0.legacy.requiresMFA = true }) { mock in
            let token = try #require(try await mock.ada().refreshToken)
            for _ in 1...2 {
                let answer = try await mock.legacyRefresh(token)
                #expect(answer.status == 403)
                #expect(answer.json["error"]?.string == "mfa_required")
                #expect(answer.json["mfa_token"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func withoutRotationTheRefreshTokenStays() async throws {
        try await MockIdentity.test({ $0.legacy.rotation = false }) { mock in
            let tokens = try await mock.ada()
            for _ in 0..<2 {
                let answer = try await mock.legacyRefresh(tokens.refreshToken)
                #expect(answer.status == 200)
                #expect(answer.json["refresh_token"] == nil)
            }
        }
    }

    @Test(arguments: [403, 400])
    func reuseKillsTheFamily(status: Int) async throws {
        try await MockIdentity.test({ $0.legacy.invalidGrantStatus = status }) { mock in
            let first = try await mock.ada().refreshToken
            let second = try await mock.legacyRefresh(first).json["refresh_token"]?.string
            let reuse = try await mock.legacyRefresh(first)
            #expect(reuse.status == status)
            #expect(reuse.json["error"]?.string == "invalid_grant")
            #expect(try await mock.legacyRefresh(second).status == status)
            #expect(mock.outcomes(.legacy) == ["refreshed", "token-reuse", "session-ended"])
            #expect(mock.legacy.allSessions.map(\.state) == [.reuseDetected])
        }
    }

    @Test func reuseIntervalForgivesForAWhile() async throws {
        try await MockIdentity.test({ $0.legacy.reuseIntervalSeconds = 30 }) { mock in
            let first = try await mock.ada().refreshToken
            _ = try await mock.legacyRefresh(first)
            mock.clock.advance(by: 30)
            let again = try await mock.legacyRefresh(first)
            #expect(again.status == 200)
            mock.clock.advance(by: 1)
            #expect(try await mock.legacyRefresh(first).status == 403)
            #expect(try await mock.legacyRefresh(again.json["refresh_token"]?.string).status == 403)
        }
    }

    @Test func refreshTokenExpires() async throws {
        try await MockIdentity.test({ $0.legacy.refreshTokenSeconds = 60 }) { mock in
            let token = try await mock.ada().refreshToken
            mock.clock.advance(by: 61)
            #expect(try await mock.legacyRefresh(token).status == 403)
            #expect(mock.outcomes(.legacy) == ["token-expired"])
            #expect(mock.legacy.allSessions.map(\.state) == [.active])
        }
    }

    @Test func userInfoWantsALivingToken() async throws {
        try await MockIdentity.test { mock in
            let url = mock.addresses.legacy + "/userinfo"
            let tokens = try await mock.ada()
            let answer = try await RawClient.get(url, bearer: tokens.accessToken)
            #expect(answer.json["sub"]?.string == "auth0|ada")
            #expect(answer.json["email"]?.string == "ada@example.com")
            #expect(try await RawClient.get(url).status == 401)
            mock.clock.advance(by: 3600)
            let late = try await RawClient.get(url, bearer: tokens.accessToken)
            #expect(late.status == 401)
            #expect(late["www-authenticate"]?.contains("invalid_token") == true)
        }
    }

    @Test func signInAnswersWhatAnAppStores() async throws {
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada(expiresIn: -10)
            #expect(tokens.expiresAt == 1_799_999_990)
            #expect(tokens.expiresIn == -10)
            let members = try #require(try tokens.json.object)
            #expect(
                Set(members.keys) == [
                    "access_token", "refresh_token", "id_token", "token_type", "expires_in", "expires_at",
                    "scope",
                ]
            )
            #expect(UnverifiedToken(tokens.accessToken)?.header["alg"]?.string == "RS256")
        }
    }

    @Test func otherGrantsAreRefused() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.postForm(
                mock.tokenURL,
                [("grant_type", "password"), ("client_id", "legacy-client")]
            )
            #expect(answer.status == 400)
            #expect(answer.json["error"]?.string == "unsupported_grant_type")
        }
    }

    @Test func logoutRedirectsWhereAsked() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.get(
                mock.addresses.legacy + "/v2/logout?returnTo=http://x.test/bye"
            )
            #expect(answer.status == 302)
            #expect(answer["location"] == "http://x.test/bye")
            #expect(try await RawClient.get(mock.addresses.legacy + "/logout").status == 200)
        }
    }
}
