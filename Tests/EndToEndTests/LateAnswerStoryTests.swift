import CarryoverCore
import MockIdentity
import Testing

/// What becomes of an answer that takes longer than anybody waits for it.
///
/// The provider is one that signs the user out when a spent token comes back.
@Suite(.timeLimit(.minutes(10)))
struct LateAnswerStoryTests {
    private let path = "/oauth/token"

    @Test("a refresh that is answered late has failed for whoever waited, and is stored all the same")
    func refresh() async throws {
        try await ProviderCase.tokenExchange.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            let provider = try ProviderCase.tokenExchange.providerObject(installation.mock)
            try installation.configure { configuration in
                configuration["provider"] = .object(provider)
                configuration["http"] = ["timeout_seconds": .number("0.5")]
            }
            installation.mock.ledger.reset()
            var fault = Fault(.slowAnswer, server: .tokenExchange, path: path)
            fault.delaySeconds = 2
            installation.mock.faults.add(fault)
            let late = try await installation.demo("refresh")
            #expect(late.exitCode == 3, "\(late.errors)")
            #expect(late.errors.contains("waits for an answer that is late"))
            let next = try await installation.demo("token")
            #expect(next.exitCode == 0, "\(next.errors)")
            #expect(installation.mock.ledger.entries(.tokenExchange, path: path).count == 1)
            #expect(installation.count(.tokenExchange, "token-reused") == 0)
            installation.mock.faults.removeAll()
            #expect(try await installation.demo("refresh").exitCode == 0)
            #expect(installation.count(.tokenExchange, "token-reused") == 0)
        }
    }
}
