import Foundation
import MockIdentity
import Testing

@Suite struct DescopeSessionTests {
    @Test("without rotation a refresh names no refresh token, and the old one goes on")
    func withoutRotation() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.descopeAda()
            for _ in 0..<2 {
                let answer = try await mock.descope("/v1/auth/refresh", ada.refresh)
                #expect(answer.status == 200)
                #expect(answer.json["refreshJwt"]?.string == "")
                #expect(answer.json["sessionJwt"]?.string != ada.session)
            }
            #expect(mock.descope.allSessions.first?.refreshes == 2)
            #expect(
                mock.ledger.entries(.descope).last?.presented["authorization"] == Fingerprint.of(ada.refresh)
            )
        }
    }

    @Test(
        "a rotated token that comes back is taken, refused, or the end of its session, as it is set",
        arguments: [
            (DescopeSettings.Reuse.grace, 10.0, 200, 1), (.grace, 31.0, 401, 1), (.refuse, 0.0, 401, 1),
            (.endSession, 0.0, 401, 0),
        ]
    )
    func reuse(_ reuse: DescopeSettings.Reuse, seconds: Double, status: Int, sessions: Int) async throws {
        try await MockIdentity.test({ settings in
            settings.descope.rotation = true
            settings.descope.reuse = reuse
        }) { mock in
            let ada = try await mock.descopeAda()
            let rotated = try await mock.descope("/v1/auth/refresh", ada.refresh)
            let child = try #require(rotated.json["refreshJwt"]?.string)
            #expect(!child.isEmpty && child != ada.refresh)
            mock.clock.advance(by: seconds)
            #expect(try await mock.descope("/v1/auth/refresh", ada.refresh).status == status)
            #expect(mock.descope.allSessions.count == sessions)
            #expect(try await mock.descope("/v1/auth/refresh", child).status == (sessions == 1 ? 200 : 401))
        }
    }

    @Test("the own token wins over an external one, and the ledger tells that both were sent")
    func both() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.descopeAda()
            let answer = try await mock.descope("/v1/auth/refresh", ada.refresh, ["externalToken": "x"])
            #expect(answer.status == 200)
            #expect(mock.outcomes(.descope).last == "refreshed-external-token-ignored")
        }
    }

    @Test("a session token never outlives the refresh token, and both end")
    func ends() async throws {
        try await MockIdentity.test({ $0.descope.refreshSeconds = 900 }) { mock in
            let ada = try await mock.descopeAda()
            mock.clock.advance(by: 600)
            let answer = try await mock.descope("/v1/auth/refresh", ada.refresh)
            #expect(answer.json["sessionExpiration"]?.number == 1_800_000_900)
            mock.clock.advance(by: 300)
            let late = try await mock.descope("/v1/auth/refresh", ada.refresh)
            #expect(late.status == 401)
            #expect(late.json["errorCode"]?.string == "E000004")
        }
    }

    @Test("a session token is no refresh token, and garbage is neither")
    func wrongKind() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.descopeAda()
            for (path, method) in [
                ("/v1/auth/refresh", "POST"), ("/v1/auth/me", "GET"), ("/v1/auth/logout", "POST"),
            ] {
                for token in [ada.session, "garbage"] {
                    #expect(try await mock.descope(path, token, method: method).status == 401, "\(path)")
                }
            }
            #expect(mock.descope.allSessions.count == 1)
        }
    }

    @Test("a logout ends this session, or all of the user's, and is told apart from a token that never was")
    func logsOut() async throws {
        try await MockIdentity.test { mock in
            let sessions = [
                try await mock.descopeAda(), try await mock.descopeAda(), try await mock.descopeAda(),
            ]
            #expect(
                try await mock.descope("/v1/auth/me", sessions[0].refresh, method: "GET").json["userId"]
                    != nil
            )
            let answer = try await mock.descope("/v1/auth/logout", sessions[0].refresh)
            #expect(answer.status == 200)
            #expect(answer.json["cookieMaxAge"]?.number == 0)
            #expect(mock.descope.allSessions.count == 2)
            for (path, method) in [
                ("/v1/auth/logout", "POST"), ("/v1/auth/refresh", "POST"), ("/v1/auth/me", "GET"),
            ] {
                let again = try await mock.descope(path, sessions[0].refresh, method: method)
                #expect(again.status == 401)
                #expect(again.json["errorCode"]?.string == "E064001")
                #expect(again.json["errorMessage"]?.string == "Expired due to logout")
            }
            #expect(
                try await mock.me(sessions[0].session).status == 200,
                "it is verified offline until it ends"
            )
            #expect(try await mock.descope("/v1/auth/logoutall", sessions[1].refresh).status == 200)
            #expect(mock.descope.allSessions.isEmpty)
            #expect(try await mock.descope("/v1/auth/logout").status == 400)
        }
    }

    @Test("a session token can be validated, and the keys are published")
    func validates() async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.descopeAda()
            let answer = try await mock.descope("/v1/auth/validate", ada.session)
            #expect(answer.json["parsedJWT"]?["drn"]?.string == "DS")
            #expect(try await mock.descope("/v1/auth/validate", ada.refresh).status == 401)
            let project = mock.settings.descope.projectID
            for path in ["/v2/keys/\(project)", "/\(project)/.well-known/jwks.json"] {
                let keys = try await KeySet(jwks: try await mock.descope(path, method: "GET").json)
                _ = try await keys.verify(ada.session)
            }
        }
    }

    @Test("issuers can be URLs, and times fractions")
    func awkwardClaims() async throws {
        try await MockIdentity.test({ settings in
            settings.descope.issuerIsURL = true
            settings.descope.fractionalTimes = true
        }) { mock in
            let ada = try await mock.descopeAda()
            let claims = try #require(UnverifiedToken(ada.session)?.claims)
            #expect(claims.string("iss") == mock.addresses.descope + "/" + mock.settings.descope.projectID)
            #expect(claims.number("exp") == 1_800_000_600.25)
            #expect(try await mock.descope("/v1/auth/refresh", ada.refresh).status == 200)
        }
    }
}
