import CarryoverCore
import MockIdentity
import Testing

/// What is the standard's own.
@Suite struct TokenExchangeTests {
    @Test(
        "each of the old login's tokens can be the subject",
        arguments: ["access_token", "id_token", "refresh_token"]
    )
    func subjects(_ type: String) async throws {
        try await ProviderCase.tokenExchange.run(
            { $0["subject_token_type"] = .string("urn:ietf:params:oauth:token-type:\(type)") },
            { installation in
                try await installation.leaveLegacyLogin()
                let started = try await installation.demo("start")
                #expect(started.exitCode == 0, "\(started.errors)")
                #expect(try await installation.status()["subject"]?.string == "ada")
            }
        )
    }

    @Test(
        "a kind of subject token that only this server knows is called what the configuration says",
        arguments: ["access_token", "id_token", "refresh_token"]
    )
    func ownType(_ token: String) async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.subjectTokenType = "https://notes.example/old-login" }
        try await provider.run({ object in
            object["subject_token_type"] = "https://notes.example/old-login"
            object["legacy_token"] = .string(token)
        }) { installation in
            try await installation.leaveLegacyLogin()
            let started = try await installation.demo("start")
            #expect(started.exitCode == 0, "\(started.errors)")
            #expect(try await installation.status()["subject"]?.string == "ada")
        }
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode != 0)
        }
    }

    @Test(
        "a server that gives a refresh token only to whoever asks for one is asked, beside the access token or alone",
        arguments: [RefreshTokenIssue.onRequest, .inPlace]
    )
    func asksForRefreshToken(_ issue: RefreshTokenIssue) async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.refreshTokens = issue }
        try await provider.run({ $0["requested_token_type"] = "refresh_token" }) { installation in
            try await installation.leaveLegacyLogin()
            let started = try await installation.demo("start")
            #expect(started.exitCode == 0, "\(started.errors)")
            for _ in 1...2 { #expect(try await installation.demo("refresh").exitCode == 0) }
            let answer = try await installation.demo("request", installation.mock.addresses.api + "/me")
            #expect(answer.exitCode == 0)
            #expect(installation.mock.tokenExchange.allSessions.count == 1)
        }
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            let status = try await installation.status()
            #expect(status["migration"]?.object?["last_error"]?.string == "no-refresh-token")
        }
    }

    @Test("the client proves itself in each of the three ways", arguments: ClientAuthentication.allCases)
    func clients(_ authentication: ClientAuthentication) async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.clientAuth = authentication }
        try await provider.run { installation in
            try await installation.leaveLegacyLogin()
            for command in ["start", "refresh", "sign-out"] {
                let finished = try await installation.demo(command)
                #expect(finished.exitCode == 0, "\(command): \(finished.errors)")
            }
            #expect(installation.count(.tokenExchange, "revoked") == 1)
            #expect(installation.count(.tokenExchange, "invalid-client") == 0)
        }
    }

    @Test("audience, resources and scope reach the server, and a target that it does not have is no refusal")
    func targets() async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.targets = ["urn:notes", "https://api.example.com/"] }
        try await provider.run({ object in
            object["audience"] = "urn:notes"
            object["resources"] = ["https://api.example.com/"]
            object["scope"] = "notes offline_access"
        }) { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let session = try #require(installation.mock.tokenExchange.allSessions.first)
            #expect(session.scope == "notes offline_access")
            #expect(session.audience == ["urn:notes", "https://api.example.com/"])
        }
        try await provider.run({ $0["audience"] = "urn:elsewhere" }) { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(installation.count(.tokenExchange, "target-refused") == 1)
        }
    }

    @Test(
        "a spent refresh token that comes back after a lost answer ends the session, and that is what is told",
        arguments: [.loseAnswer, .statusAfterwards] as [FaultKind]
    )
    func reuse(_ kind: FaultKind) async throws {
        try await ProviderCase.tokenExchange.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            mock.configure { $0.tokenExchange.accessTokenSeconds = 0 }
            #expect(try await installation.demo("refresh").exitCode == 0)
            mock.configure { $0.tokenExchange.accessTokenSeconds = 3600 }
            mock.faults.add(Fault(kind, server: .tokenExchange, path: "/oauth/token"))
            #expect(try await installation.demo("refresh").exitCode == 3)
            var second = try await installation.demo("refresh")
            // After an answer the server is left alone for a moment, by later commands too.
            for _ in 1...200 where second.exitCode == 3 { second = try await installation.demo("refresh") }
            #expect(second.exitCode == 5)
            #expect(second.errors.contains("answer never arrived"), "\(second.errors)")
            #expect(installation.count(.tokenExchange, "token-reused") == 1)
            #expect(mock.tokenExchange.allSessions.isEmpty)
        }
    }

    @Test("while the access token lives, another refresh command does not send that token again")
    func putOff() async throws {
        try await ProviderCase.tokenExchange.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            mock.faults.add(Fault(.loseAnswer, server: .tokenExchange, path: "/oauth/token"))
            for _ in 1...3 { #expect(try await installation.demo("refresh").exitCode == 3) }
            #expect(try await installation.demo("token").exitCode == 0)
            #expect(installation.count(.tokenExchange, "token-reused") == 0)
            #expect(mock.tokenExchange.allSessions.count == 1)
        }
    }

    @Test("Retry-After holds for the commands that follow")
    func retryAfter() async throws {
        try await ProviderCase.tokenExchange.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            mock.configure { $0.tokenExchange.accessTokenSeconds = 0 }
            #expect(try await installation.demo("refresh").exitCode == 0)
            let before = mock.ledger.entries(.tokenExchange, path: "/oauth/token").count
            mock.faults.add(
                .status(429, server: .tokenExchange, path: "/oauth/token", retryAfter: "120")
            )
            for _ in 1...8 { #expect(try await installation.demo("token").exitCode == 3) }
            #expect(mock.ledger.entries(.tokenExchange, path: "/oauth/token").count == before + 1)
        }
    }

    @Test("a server that gives no refresh token does not get the old login for a session that ends")
    func withoutRefreshToken() async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.refreshTokens = .never }
        try await provider.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            let status = try await installation.status()
            #expect(status["state"]?.string == "legacy")
            #expect(status["migration"]?.object?["last_error"]?.string == "no-refresh-token")
            #expect(installation.read(installation.legacyFile)?.contains(tokens[0]) == true)
            #expect(installation.count(.legacy, "revoked") == 0)
        }
    }

    @Test("where the configuration takes a session that ends, it is one")
    func mayEnd() async throws {
        var provider = ProviderCase.tokenExchange
        provider.settings = { $0.tokenExchange.refreshTokens = .never }
        try await provider.run({ $0["refresh_token_required"] = false }) { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            #expect(try await installation.status()["refreshable"]?.bool == false)
            #expect(
                try await installation.demo("request", installation.mock.addresses.api + "/me").exitCode == 0
            )
            let refresh = try await installation.demo("refresh")
            #expect(refresh.exitCode == 5)
            #expect(!refresh.errors.contains("expired"), "\(refresh.errors)")
        }
    }
}
