import Foundation
import MockIdentity
import Testing

@Suite struct APIServerTests {
    @Test func saysWhichTokenItSaw() async throws {
        try await MockIdentity.test { mock in
            let legacy = try await mock.ada()
            let old = try await mock.me(legacy.accessToken)
            #expect(old.json == ["token": "legacy", "sub": "auth0|ada"])
            let session = try TestSession(try await mock.migrate(legacy.accessToken))
            let new = try await mock.me(session.accessToken)
            #expect(new.json == ["token": "supertokens", "sub": "auth0|ada"])
            #expect(mock.outcomes(.api) == ["accepted-legacy", "accepted-supertokens"])
        }
    }

    @Test func withoutATokenNothingIsClearedOrTold() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.get(mock.meURL)
            #expect(answer.status == 401)
            #expect(answer.text == #"{"message":"unauthorised"}"#)
            #expect(answer["front-token"] == nil)
        }
    }

    @Test func expiredTokensAreToldApart() async throws {
        try await MockIdentity.test { mock in
            let legacy = try await mock.ada()
            let session = try TestSession(try await mock.migrate(legacy.accessToken))
            mock.clock.advance(by: 3600)
            let new = try await mock.me(session.accessToken)
            #expect(new.status == 401)
            #expect(new.json["message"]?.string == "try refresh token")
            #expect(try await mock.me(legacy.accessToken).json["message"]?.string == "unauthorised")
        }
    }

    @Test func forgedSuperTokensTokenIsTriedToRefresh() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            let forged = try await mock.keys.legacy.sign(try session.claims.members)
            let answer = try await mock.me(forged)
            #expect(answer.status == 401)
            #expect(answer.json["message"]?.string == "try refresh token")
        }
    }

    @Test func routesAnswerAsNamed() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.migratedAda().accessToken
            let api = mock.addresses.api
            #expect(
                try await RawClient.get(api + "/notes", bearer: token).json["notes"]?.array?.isEmpty == false
            )
            let always = try await RawClient.get(api + "/always401", bearer: token)
            #expect(always.status == 401)
            let vip = try await RawClient.get(api + "/vip", bearer: token)
            #expect(vip.status == 403)
            #expect(vip.json["claimValidationErrors"]?.array?.first?["id"]?.string == "vip")
            #expect(vip["front-token"] == nil)
            let echo = try await RawClient.postJSON(
                api + "/echo",
                ["n": 1],
                headers: [("Authorization", "Bearer \(token)")]
            )
            #expect(echo.json["body"] == ["n": 1])
            #expect(try await RawClient.get(api + "/nowhere", bearer: token).status == 404)
        }
    }

    @Test func cutOverEndsTheOldTokens() async throws {
        try await MockIdentity.test({ $0.api.acceptsLegacyTokens = false }) { mock in
            let legacy = try await mock.ada()
            #expect(try await mock.me(legacy.accessToken).status == 401)
            let session = try TestSession(try await mock.migrate(legacy.accessToken))
            #expect(try await mock.me(session.accessToken).status == 200)
        }
    }
}
