import Carryover
import CarryoverCore
import MockIdentity
import Testing

/// Tokens that are bound to a key (RFC 9449).
@Suite struct DPoPTests {
    @Test("the key lies in the store, and every request proves it: exchange, refresh and the app's own")
    func proves() async throws {
        try await ProviderCase.tokenExchangeBound.run { installation in
            let mock = installation.mock
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let session = try #require(mock.tokenExchange.allSessions.first)
            #expect(session.keyThumbprint != nil)
            for command in ["refresh", "refresh"] {
                #expect(try await installation.demo(command).exitCode == 0)
            }
            let answer = try await installation.demo("request", mock.addresses.api + "/me")
            #expect(answer.exitCode == 0, "\(answer.errors)")
            #expect(mock.tokenExchange.allSessions.map(\.keyThumbprint) == [session.keyThumbprint])
            // A process that knows no nonce yet is told it, and asks once more; nothing is refreshed for that.
            #expect(installation.count(.api, "proof-refused-nonce") == 1)
            #expect(mock.tokenExchange.allSessions.first?.refreshes == 2)
        }
    }

    @Test("a bound token is worth nothing to whoever only has the token")
    func stolen() async throws {
        try await ProviderCase.tokenExchangeBound.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let token = String(try await installation.demo("token").output.prefix { $0 != "\n" })
            let url = try Endpoint(installation.mock.addresses.api + "/me")
            let response = try await Composition.makeTransport().send(
                HTTPRequest(.get, url, authorization: .bearer(Secret(token)))
            )
            #expect(response.status == 401)
            #expect(installation.count(.api, "scheme-refused") == 1)
        }
    }

    @Test("a server that binds nothing is refused, and the old login stays")
    func notBound() async throws {
        var provider = ProviderCase.tokenExchangeBound
        provider.settings = { $0.tokenExchange.dpop = .none }
        try await provider.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 6)
            #expect(
                try await installation.status()["migration"]?.object?["last_error"]?.string
                    == "token-not-bound"
            )
            #expect(installation.read(installation.legacyFile)?.contains(tokens[0]) == true)
        }
    }

    @Test("a clock that is hours off is told by the server's refusal, and the proof is made anew")
    func wrongClock() async throws {
        try await ProviderCase.tokenExchangeBound.run { installation in
            try await installation.leaveLegacyLogin(expiresIn: 86_400)
            installation.mock.clock.offset = 3 * 3600
            let started = try await installation.demo("start")
            #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
            #expect(installation.count(.tokenExchange, "proof-refused-time") == 1)
        }
    }
}
