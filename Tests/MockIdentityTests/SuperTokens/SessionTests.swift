import Foundation
import MockIdentity
import Testing

@Suite struct SessionTests {
    @Test func refreshGivesThreeTokensAndAnEmptyObject() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.migratedAda()
            let answer = try await mock.refresh(old.refreshToken)
            #expect(answer.status == 200)
            #expect(answer.text == "{}")
            let new = try TestSession(answer)
            #expect(new.refreshToken != old.refreshToken)
            #expect(try new.claims.string("parentRefreshTokenHash1") == Fingerprint.sha256(old.refreshToken))
        }
    }

    @Test func firstUseReplacesTheAccessTokenAndNothingElse() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.migratedAda()
            let plain = try await mock.me(old.accessToken)
            #expect(plain["st-access-token"] == nil && plain["front-token"] == nil)

            let new = try TestSession(try await mock.refresh(old.refreshToken))
            let first = try await mock.me(new.accessToken)
            #expect(first.status == 200)
            #expect(first["st-refresh-token"] == nil)
            #expect(first["front-token"] != nil)
            let replacement = try #require(first["st-access-token"])
            #expect(UnverifiedToken(replacement)?.claims.members["parentRefreshTokenHash1"] == .null)
            let second = try await mock.me(replacement)
            #expect(second.status == 200)
            #expect(second["st-access-token"] == nil)
        }
    }

    @Test func oldTokenAfterUseIsTheft() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.migratedAda()
            let new = try TestSession(try await mock.refresh(old.refreshToken))
            let replacement = try #require(try await mock.me(new.accessToken)["st-access-token"])
            let theft = try await mock.refresh(old.refreshToken)
            expectClearing(theft, message: "token theft detected")
            expectClearing(try await mock.refresh(new.refreshToken), message: "unauthorised")
            // Access tokens are believed until they expire, unless the database is asked.
            #expect(try await mock.me(replacement).status == 200)
            let asked = try await RawClient.get(mock.meURL + "?check_database=true", bearer: replacement)
            #expect(asked.status == 401)
            #expect(asked["front-token"] == "remove")
            #expect(asked.values(of: "set-cookie").isEmpty)
        }
    }

    @Test func lostAnswerIsHarmlessUntilTheNewTokenIsUsed() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.migratedAda()
            _ = try await mock.refresh(old.refreshToken)
            let again = try TestSession(try await mock.refresh(old.refreshToken))
            #expect(try await mock.me(again.accessToken).status == 200)
        }
    }

    @Test func twoParallelRefreshesForkAndTheLaterUserIsLoggedOut() async throws {
        try await MockIdentity.test { mock in
            let old = try await mock.migratedAda()
            let one = try TestSession(try await mock.refresh(old.refreshToken))
            let two = try TestSession(try await mock.refresh(old.refreshToken))
            #expect(try await mock.me(one.accessToken)["st-access-token"] != nil)
            #expect(try await mock.me(two.accessToken)["st-access-token"] == nil)
            #expect(
                try await mock.refresh(two.refreshToken).json["message"]?.string == "token theft detected"
            )
            #expect(try await mock.refresh(one.refreshToken).status == 401)
        }
    }

    @Test func cdi56RotatesAtOnceAndReplacesNothing() async throws {
        try await MockIdentity.test({ $0.supertokens.cdi56 = true }) { mock in
            let old = try await mock.migratedAda()
            let new = try TestSession(try await mock.refresh(old.refreshToken))
            #expect(try await mock.me(new.accessToken)["st-access-token"] == nil)
            #expect(try await mock.refresh(old.refreshToken).status == 200)
            #expect(
                try await mock.refresh(new.refreshToken).json["message"]?.string == "token theft detected"
            )
        }
    }

    @Test func cdi56ReplacesNothingForOlderSessionsEither() async throws {
        try await MockIdentity.test { mock in
            let new = try TestSession(try await mock.refresh(try await mock.migratedAda().refreshToken))
            mock.configure { $0.supertokens.cdi56 = true }
            #expect(try await mock.me(new.accessToken)["st-access-token"] == nil)
        }
    }

    /// What may be sent to the refresh endpoint in vain.
    enum BadRefresh: CaseIterable, Sendable {
        case nothing, garbage, accessToken, lowerCaseScheme, revoked, expired
    }

    @Test(arguments: BadRefresh.allCases)
    func refusedRefreshClearsEverything(bad: BadRefresh) async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            var header = "Bearer \(session.refreshToken)"
            switch bad {
            case .nothing: header = ""
            case .garbage: header = "Bearer garbage"
            case .accessToken: header = "Bearer \(session.accessToken)"
            case .lowerCaseScheme: header = "bearer \(session.refreshToken)"
            case .revoked:
                mock.supertokens.revoke(handle: try #require(try session.claims.string("sessionHandle")))
            case .expired: mock.clock.advance(by: 8_640_000)
            }
            let headers = header.isEmpty ? [] : [("Authorization", header)]
            let answer = try await RawClient.answer("POST", mock.refreshURL, headers: headers)
            expectClearing(answer, message: "unauthorised")
        }
    }

    @Test func refreshIsNotAGetRoute() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            #expect(try await RawClient.get(mock.refreshURL, bearer: session.refreshToken).status == 404)
        }
    }

    private func expectClearing(_ answer: RawAnswer, message: String) {
        #expect(answer.status == 401)
        #expect(answer.json["message"]?.string == message)
        #expect(answer["st-access-token"] == "")
        #expect(answer["st-refresh-token"] == "")
        #expect(answer["front-token"] == "remove")
        let cookies = answer.values(of: "set-cookie")
        #expect(cookies.map { String($0.prefix { $0 != ";" }) } == ["sAccessToken=", "sRefreshToken="])
        #expect(cookies.allSatisfy { $0.contains("Expires=Thu, 01 Jan 1970 00:00:00 GMT") })
    }
}
