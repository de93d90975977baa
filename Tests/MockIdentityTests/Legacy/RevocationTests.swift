import Foundation
import MockIdentity
import Testing

@Suite struct RevocationTests {
    /// What a client sends besides the token.
    enum Proof: CaseIterable, Sendable {
        case basic, wrongBasic, both, post, wrongPost, idAlone, wrongID, nothing

        var fields: [(String, String)] {
            switch self {
            case .post, .both: [("client_id", "legacy-client"), ("client_secret", "legacy-secret")]
            case .wrongPost: [("client_id", "legacy-client"), ("client_secret", "guess")]
            case .idAlone: [("client_id", "legacy-client")]
            case .wrongID: [("client_id", "somebody")]
            case .basic, .wrongBasic, .nothing: []
            }
        }

        var headers: [(String, String)] {
            let pair: String
            switch self {
            case .basic, .both: pair = "legacy-client:legacy-secret"
            case .wrongBasic: pair = "legacy-client:guess"
            default: return []
            }
            return [("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())]
        }

        func suffices(for method: ClientAuthentication) -> Bool {
            switch method {
            case .basic: self == .basic
            case .post: self == .post
            // A public client has no secret to be wrong about.
            case .none: self == .idAlone || self == .post || self == .wrongPost
            }
        }
    }

    @Test(arguments: ClientAuthentication.allCases, Proof.allCases)
    func clientAuthentication(method: ClientAuthentication, proof: Proof) async throws {
        try await MockIdentity.test({ $0.legacy.revokeClientAuth = method }) { mock in
            let token = try #require(try await mock.ada().refreshToken)
            let answer = try await RawClient.postForm(
                mock.revokeURL,
                [("token", token)] + proof.fields,
                headers: proof.headers
            )
            if proof.suffices(for: method) {
                #expect(answer.status == 200)
                #expect(answer.body.isEmpty)
                #expect(mock.legacy.allSessions.map(\.state) == [.revoked])
            } else {
                #expect(answer.status == 401)
                #expect(answer.json["error"]?.string == "invalid_client")
                #expect(mock.legacy.allSessions.map(\.state) == [.active])
            }
        }
    }

    @Test func tokenEndpointHasItsOwnClientAuthentication() async throws {
        try await MockIdentity.test({ $0.legacy.tokenClientAuth = .basic }) { mock in
            let token = try #require(try await mock.ada().refreshToken)
            let fields = [("grant_type", "refresh_token"), ("refresh_token", token)]
            #expect(try await mock.legacyRefresh(token).status == 401)
            let proven = try await RawClient.postForm(mock.tokenURL, fields, headers: Proof.basic.headers)
            #expect(proven.status == 200)
        }
    }

    @Test func unknownTokenIsSuccess() async throws {
        try await MockIdentity.test { mock in
            let answer = try await revoke("nobody-s", at: mock)
            #expect(answer.status == 200)
            #expect(mock.outcomes(.legacy) == ["unknown-token"])
        }
    }

    @Test func missingTokenIsAnError() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.postForm(mock.revokeURL, Proof.idAlone.fields)
            #expect(answer.status == 400)
            #expect(answer.json["error"]?.string == "invalid_request")
        }
    }

    @Test func revokingKillsTheFamilyAndIsRecorded() async throws {
        try await MockIdentity.test { mock in
            let first = try #require(try await mock.ada().refreshToken)
            let second = try #require(try await mock.legacyRefresh(first).json["refresh_token"]?.string)
            #expect(try await revoke(second, at: mock).status == 200)
            #expect(try await mock.legacyRefresh(second).status == 403)
            #expect(try await revoke(second, at: mock).status == 200)
            #expect(mock.outcomes(.legacy) == ["refreshed", "revoked", "session-ended", "already-revoked"])
            let entry = try #require(mock.ledger.entries(.legacy, path: "/oauth/revoke").first)
            #expect(entry.presented == ["token": Fingerprint.of(second)])
            #expect(entry.clientID == "legacy-client")
        }
    }

    @Test func jsonBodyIsRead() async throws {
        try await MockIdentity.test { mock in
            let token = try #require(try await mock.ada().refreshToken)
            let answer = try await RawClient.postJSON(
                mock.revokeURL,
                ["token": .string(token), "client_id": "legacy-client"]
            )
            #expect(answer.status == 200)
            #expect(mock.legacy.allSessions.map(\.state) == [.revoked])
        }
    }

    @Test func accessTokenIsRevokedAlone() async throws {
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada()
            #expect(try await revoke(tokens.accessToken, at: mock).status == 200)
            let info = try await RawClient.get(
                mock.addresses.legacy + "/userinfo",
                bearer: tokens.accessToken
            )
            #expect(info.status == 401)
            #expect(try await mock.legacyRefresh(tokens.refreshToken).status == 200)
        }
    }

    private func revoke(_ token: String, at mock: MockIdentity) async throws -> RawAnswer {
        try await RawClient.postForm(mock.revokeURL, [("token", token), ("client_id", "legacy-client")])
    }
}
