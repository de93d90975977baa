import CarryoverCore
import Glibc
import MockIdentity
import Testing

/// Several real processes, one session, and a provider that ends the session when a spent refresh token comes back.
@Suite(.timeLimit(.minutes(10)))
struct ProcessRefreshTests {
    private let path = "/oauth/token"

    /// Runs a body in an installation whose session is at the strict provider, with an access token that is over.
    private func signedIn(_ body: (Installation) async throws -> Void) async throws {
        try await ProviderCase.tokenExchange.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            try await expire(installation)
            try await body(installation)
        }
    }

    /// Puts a token in the store that was over when it came, so that every process has to refresh.
    private func expire(_ installation: Installation) async throws {
        installation.mock.configure { $0.tokenExchange.accessTokenSeconds = 0 }
        #expect(try await installation.demo("refresh").exitCode == 0)
        installation.mock.configure { $0.tokenExchange.accessTokenSeconds = 3600 }
        installation.mock.ledger.reset()
    }

    private func refreshes(_ installation: Installation) -> [LedgerEntry] {
        installation.mock.ledger.entries(.tokenExchange, path: path)
    }

    private func launch(_ count: Int, _ installation: Installation) throws -> [Program] {
        try (0..<count).map { _ in try installation.launch("token") }
    }

    private func finish(_ programs: [Program]) async -> [Finished] {
        await withTaskGroup(of: Finished.self) { group in
            for program in programs { group.addTask { await program.finish() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func expectIntact(_ installation: Installation) {
        #expect(installation.count(.tokenExchange, "token-reused") == 0)
        #expect(installation.mock.tokenExchange.allSessions.count == 1)
    }

    @Test("in twenty rounds, eight processes that find the token over make one request each round")
    func rounds() async throws {
        try await signedIn { installation in
            for round in 1...20 {
                let finished = await finish(try launch(8, installation))
                #expect(finished.map(\.exitCode) == Array(repeating: 0, count: 8), "round \(round)")
                #expect(Set(finished.map(\.output)).count == 1, "round \(round): all print one token")
                #expect(refreshes(installation).count == 1, "round \(round)")
                expectIntact(installation)
                try await expire(installation)
            }
        }
    }

    @Test("in twenty rounds, eight processes that want a new token by all means never send one twice")
    func forcedRounds() async throws {
        try await signedIn { installation in
            for round in 1...20 {
                let programs = try (0..<8).map { _ in try installation.launch("refresh") }
                let finished = await finish(programs)
                #expect(finished.map(\.exitCode) == Array(repeating: 0, count: 8), "round \(round)")
                let sent = refreshes(installation).compactMap { $0.presented["refresh_token"] }
                #expect(!sent.isEmpty)
                #expect(Set(sent).count == sent.count, "round \(round)")
                expectIntact(installation)
                installation.mock.ledger.reset()
            }
        }
    }

    @Test("in twenty rounds, a process that is killed while it holds the lock keeps nobody else from a token")
    func killedHolder() async throws {
        try await signedIn { installation in
            for round in 1...20 {
                installation.mock.faults.add(Fault(.hang, server: .tokenExchange, path: path))
                let holder = try installation.launch("token")
                await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
                let others = try launch(4, installation)
                holder.kill()
                _ = await holder.finish()
                let finished = await finish(others)
                #expect(finished.map(\.exitCode) == Array(repeating: 0, count: 4), "round \(round)")
                #expect(Set(finished.map(\.output)).count == 1, "round \(round)")
                #expect(refreshes(installation).count == 2, "round \(round): the killed one's and one more")
                expectIntact(installation)
                try await expire(installation)
            }
        }
    }

    @Test("a process killed after the provider spent its token ends the session, told as what it is")
    func killedWithAnswer() async throws {
        try await signedIn { installation in
            installation.mock.faults.add(Fault(.hangAnswer, server: .tokenExchange, path: path))
            let holder = try installation.launch("token")
            await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
            holder.kill()
            _ = await holder.finish()
            installation.mock.faults.removeAll()
            let next = try await installation.demo("token")
            #expect(next.exitCode == 5)
            #expect(next.errors.contains("lost-answer"))
            let requests = installation.mock.ledger.entries.count
            for _ in 1...3 { #expect(try await installation.demo("token").exitCode == 5) }
            #expect(installation.mock.ledger.entries.count == requests, "after that there is silence")
        }
    }

    @Test("a process stopped while it holds the lock hangs nobody past the deadline, and ends well")
    func stoppedHolder() async throws {
        try await signedIn { installation in
            installation.mock.faults.add(Fault(.hang, server: .tokenExchange, path: path))
            let holder = try installation.launch("token")
            await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
            holder.signal(SIGSTOP)
            let clock = ContinuousClock()
            let start = clock.now
            let finished = await finish(try launch(4, installation))
            // Ten seconds of patience; the rest is what a busy machine takes to start and end a few programs.
            let waited = clock.now - start
            #expect(waited >= .seconds(10), "who is stopped may go on at any moment")
            #expect(waited < .seconds(20))
            #expect(finished.map(\.exitCode) == Array(repeating: 3, count: 4))
            #expect(finished.allSatisfy { $0.errors.contains("another process") })
            #expect(refreshes(installation).count == 1, "nobody asks beside it")

            holder.signal(SIGCONT)
            installation.mock.faults.removeAll()
            let late = await holder.finish()
            #expect(late.exitCode == 0, "\(late.errors)")
            let next = try await installation.demo("token")
            #expect(next.output == late.output)
            #expect(refreshes(installation).count == 1)
            expectIntact(installation)
        }
    }

    @Test("a process that was stopped during a sign-out finds the session gone, and does not bring it back")
    func stoppedDuringSignOut() async throws {
        try await signedIn { installation in
            installation.mock.faults.add(Fault(.hang, server: .tokenExchange, path: path))
            let holder = try installation.launch("refresh")
            await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
            holder.signal(SIGSTOP)
            #expect(try await installation.demo("sign-out").exitCode == 0)
            #expect(try await installation.status()["state"]?.string == "signed-out")

            holder.signal(SIGCONT)
            installation.mock.faults.removeAll()
            let late = await holder.finish()
            #expect(late.exitCode == 1, "\(late.errors)")
            #expect(late.output.isEmpty)
            #expect(try await installation.status()["state"]?.string == "signed-out")
            #expect(try await installation.demo("token").exitCode == 1)
            // What came too late is ended at the provider as well.
            _ = try await installation.demo("start")
            #expect(try await installation.status()["revocations_pending"]?.integer == 0)
            #expect(installation.mock.tokenExchange.allSessions.isEmpty)
        }
    }
}
