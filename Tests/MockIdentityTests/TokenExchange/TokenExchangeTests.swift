import Foundation
import MockIdentity
import Testing

@Suite struct TokenExchangeTests {
    private static let grant = "urn:ietf:params:oauth:grant-type:token-exchange"
    private static let type = "urn:ietf:params:oauth:token-type:"

    private func post(
        _ mock: MockIdentity,
        _ path: String,
        _ fields: [(String, String)],
        headers: [(String, String)] = []
    ) async throws -> RawAnswer {
        try await RawClient.postForm(
            mock.addresses.tokenExchange + path,
            [("client_id", "notes")] + fields,
            headers: headers
        )
    }

    private func exchange(
        _ mock: MockIdentity,
        _ token: String,
        _ kind: String = "access_token",
        _ more: [(String, String)] = []
    ) async throws -> RawAnswer {
        try await post(
            mock,
            "/oauth/token",
            [("grant_type", Self.grant), ("subject_token", token), ("subject_token_type", Self.type + kind)]
                + more
        )
    }

    private func refresh(_ mock: MockIdentity, _ token: String) async throws -> RawAnswer {
        try await post(mock, "/oauth/token", [("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    @Test(
        "each kind of token is exchanged for what it is",
        arguments: ["access_token", "id_token", "refresh_token", "jwt"]
    )
    func exchanges(kind: String) async throws {
        try await MockIdentity.test { mock in
            let ada = try await mock.ada()
            let token =
                ["id_token": ada.idToken, "refresh_token": ada.refreshToken ?? ""][kind] ?? ada.accessToken
            let answer = try await exchange(mock, token, kind)
            #expect(answer.status == 200)
            #expect(answer.json["issued_token_type"]?.string == Self.type + "access_token")
            #expect(answer["cache-control"] == "no-store")
            let access = try #require(answer.json["access_token"]?.string)
            #expect(try await mock.me(access).json["token"]?.string == "token-exchange")
            #expect(UnverifiedToken(access)?.claims.subject == "auth0|ada")
            #expect(
                mock.ledger.entries(.tokenExchange).first?.presented["subject_token"] == Fingerprint.of(token)
            )
        }
    }

    @Test(
        "what is wrong with an exchange is told by the standard's errors",
        arguments: [
            ("garbage", "access_token", [], "invalid_request"),
            ("garbage", "refresh_token", [], "invalid_request"),
            (nil, "something", [], "invalid_request"),
            (nil, "access_token", [("actor_token", "x")], "invalid_request"),
            (nil, "access_token", [("requested_token_type", "refresh_token")], "invalid_request"),
            (nil, "access_token", [("audience", "urn:other")], "invalid_target"),
            (nil, "access_token", [("resource", "urn:other")], "invalid_target"),
            (nil, "access_token", [("scope", "admin")], "invalid_scope"),
        ] as [(String?, String, [(String, String)], String)]
    )
    func refuses(token: String?, kind: String, more: [(String, String)], error: String) async throws {
        try await MockIdentity.test({ $0.tokenExchange.targets = ["urn:notes"] }) { mock in
            let own = try await mock.ada().accessToken
            let answer = try await exchange(mock, token ?? own, kind, more)
            #expect(answer.status == 400)
            #expect(answer.json["error"]?.string == error)
            #expect(mock.tokenExchange.allSessions.isEmpty)
        }
    }

    @Test(
        "a refresh token is given as it is set",
        arguments: [
            (RefreshTokenIssue.always, [true, true]), (.never, [false, false]), (.onRequest, [false, true]),
            (.inPlace, [false, false]),
        ]
    )
    func refreshTokens(issue: RefreshTokenIssue, isGiven: [Bool]) async throws {
        try await MockIdentity.test({ $0.tokenExchange.refreshTokens = issue }) { mock in
            let token = try await mock.ada().accessToken
            for (asks, isGiven) in zip([false, true], isGiven) {
                let answer = try await exchange(
                    mock,
                    token,
                    "access_token",
                    asks ? [("requested_token_type", Self.type + "refresh_token")] : []
                )
                #expect(answer.status == 200)
                #expect((answer.json["refresh_token"] != nil) == isGiven)
                let issued = asks && issue != .never ? "refresh_token" : "access_token"
                #expect(answer.json["issued_token_type"]?.string == Self.type + issued)
                guard issue == .inPlace, asks else { continue }
                #expect(answer.json["token_type"]?.string == "N_A")
                let inPlace = try #require(answer.json["access_token"]?.string)
                #expect(try await refresh(mock, inPlace).status == 200)
            }
        }
    }

    @Test("a server with a subject token type of its own takes any old token under it, and no other type")
    func ownSubjectTokenType() async throws {
        let type = Self.type + "notes"
        try await MockIdentity.test({ $0.tokenExchange.subjectTokenType = type }) { mock in
            let ada = try await mock.ada()
            for token in [ada.accessToken, ada.idToken, ada.refreshToken ?? ""] {
                #expect(try await exchange(mock, token, "notes").status == 200)
                #expect(try await exchange(mock, token).status == 400)
            }
            #expect(try await exchange(mock, "garbage", "notes").status == 400)
        }
    }

    @Test("the client has to prove itself as it is set", arguments: ClientAuthentication.allCases)
    func clients(_ authentication: ClientAuthentication) async throws {
        try await MockIdentity.test({ $0.tokenExchange.clientAuth = authentication }) { mock in
            let answer = try await exchange(mock, try await mock.ada().accessToken)
            #expect(answer.status == (authentication == .none ? 200 : 401))
            #expect(answer.json["error"]?.string == (authentication == .none ? nil : "invalid_client"))
        }
    }

    @Test("JSON is not a form")
    func formsOnly() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.postJSON(
                mock.addresses.tokenExchange + "/oauth/token",
                ["client_id": "notes", "grant_type": .string(Self.grant)]
            )
            #expect(answer.status == 400)
            #expect(answer.json["error"]?.string == "invalid_request")
        }
    }

    @Test(
        "a spent refresh token that comes back ends the session; one that is not rotated stays",
        arguments: [true, false]
    )
    func refreshes(rotation: Bool) async throws {
        try await MockIdentity.test({ $0.tokenExchange.rotation = rotation }) { mock in
            let first = try await exchange(mock, try await mock.ada().accessToken)
            let token = try #require(first.json["refresh_token"]?.string)
            let second = try await refresh(mock, token)
            #expect(second.status == 200)
            #expect((second.json["refresh_token"] != nil) == rotation)
            #expect(second.json["issued_token_type"] == nil)
            let again = try await refresh(mock, token)
            #expect(again.status == (rotation ? 400 : 200))
            #expect(mock.tokenExchange.allSessions.isEmpty == rotation)
            #expect(mock.outcomes(.tokenExchange).last == (rotation ? "token-reused" : "refreshed"))
        }
    }

    @Test("revoking a refresh token ends the session, and an unknown token is a success")
    func revokes() async throws {
        try await MockIdentity.test { mock in
            let answer = try await exchange(mock, try await mock.ada().accessToken)
            let access = try #require(answer.json["access_token"]?.string)
            let token = try #require(answer.json["refresh_token"]?.string)
            for token in [token, access, "unknown"] {
                #expect(try await post(mock, "/oauth/revoke", [("token", token)]).status == 200)
            }
            #expect(
                mock.outcomes(.tokenExchange).suffix(3) == [
                    "revoked", "access-token-revoked", "unknown-token",
                ]
            )
            #expect(try await refresh(mock, token).json["error"]?.string == "invalid_grant")
            #expect(try await mock.me(access).status == 401)
        }
    }

    @Test("a server may not revoke access tokens at all")
    func unsupportedTokenType() async throws {
        try await MockIdentity.test({ $0.tokenExchange.revokesAccessTokens = false }) { mock in
            let answer = try await exchange(mock, try await mock.ada().accessToken)
            let access = try #require(answer.json["access_token"]?.string)
            let revoked = try await post(mock, "/oauth/revoke", [("token", access)])
            #expect(revoked.status == 400)
            #expect(revoked.json["error"]?.string == "unsupported_token_type")
        }
    }

    @Test("the metadata names the issuer that its address is made of (RFC 8414)")
    func metadata() async throws {
        try await MockIdentity.test { mock in
            let base = mock.addresses.tokenExchange
            let answer = try await RawClient.get(base + "/.well-known/oauth-authorization-server")
            #expect(answer.json["issuer"]?.string == base)
            #expect(answer.json["token_endpoint"]?.string == base + "/oauth/token")
        }
    }
}
