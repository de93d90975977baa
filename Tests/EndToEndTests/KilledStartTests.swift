import CarryoverCore
import MockIdentity
import Testing

/// A start that is killed, wherever, and the start after it.
@Suite struct KilledStartTests {
    /// Checks what must hold after any kill, and that the next start ends where an undisturbed one would.
    ///
    /// - Parameters:
    ///   - installation: The installation whose start was killed.
    ///   - tokens: The tokens of its old login.
    ///   - refreshes: Whether the old login had to be refreshed first, so that others took the place of these.
    private func checkRecovery(
        _ installation: Installation,
        tokens: [String],
        refreshes: Bool = false
    ) async throws {
        let ledger = installation.mock.ledger
        // Whoever has the legacy login revoked must have the new session, as a fresh process sees it.
        if ledger.entries.contains(where: { $0.path == "/oauth/revoke" }) {
            #expect(try await installation.status()["state"]?.string == "active")
        }
        // What a killed process left on disk holds no token in the clear, apart from the login itself.
        for file in installation.files() where file != installation.legacyFile {
            let content = installation.read(file) ?? ""
            for token in tokens { #expect(!content.contains(token), "\(file) holds a token") }
        }
        let restarted = try await installation.demo("start", "--json", "--now")
        #expect(restarted.exitCode == 0, "\(restarted.output)\(restarted.errors)")
        let status = try await installation.status()
        #expect(status["state"]?.string == "active")
        #expect(status["migration"]?.object?["step"]?.string == "done")
        #expect(status["revocations_pending"]?.integer == 0)
        #expect(installation.read(installation.legacyFile) == nil)

        // One session, whatever happened: the key made the second exchange the same as the first.
        #expect(installation.count(.supertokens, "session-created") == 1)
        let keys = Set(ledger.entries.filter { $0.path == "/migrate-session" }.compactMap(\.idempotencyKey))
        #expect(keys.count == 1)
        #expect(!ledger.entries.contains { ["token-reuse", "token-theft"].contains($0.outcome) })
        // Only the login's own tokens were revoked.
        let own = Set(tokens.map { String(CarryoverCore.Fingerprint(of: Secret($0)).hex.prefix(12)) })
        for entry in ledger.entries where entry.path == "/oauth/revoke" && !refreshes {
            #expect(own.isSuperset(of: entry.presented.filter { $0.key == "token" }.values))
        }
        #expect(try await installation.demo("request", installation.mock.addresses.api + "/me").exitCode == 0)
    }

    /// Leaves an old login that has expired, at a provider that takes a spent refresh token once more for a while.
    private func leaveExpiredLogin(_ installation: Installation) async throws -> [String] {
        installation.mock.configure { $0.legacy.reuseIntervalSeconds = 60 }
        return try await installation.leaveLegacyLogin(expiresIn: -10)
    }

    @Test(arguments: 0..<10)
    func killedAfterAnyEventOfAStartThatRefreshesFirstItIsTakenUp(events: Int) async throws {
        try await Installation.run { installation in
            let tokens = try await leaveExpiredLogin(installation)
            let program = try installation.launch("start", "--json")
            for _ in 0..<events { _ = await program.nextLine() }
            program.kill()
            _ = await program.finish()
            try await checkRecovery(installation, tokens: tokens, refreshes: true)
        }
    }

    @Test func killedWhileTheOldProviderHoldsItsAnswerItIsTakenUp() async throws {
        try await Installation.run { installation in
            let tokens = try await leaveExpiredLogin(installation)
            installation.mock.faults.add(Fault(.hangAnswer, server: .legacy, path: "/oauth/token"))
            let program = try installation.launch("start", "--json")
            await installation.mock.ledger.wait { entries in entries.contains { $0.path == "/oauth/token" } }
            program.kill()
            _ = await program.finish()
            installation.mock.faults.removeAll()
            try await checkRecovery(installation, tokens: tokens, refreshes: true)
        }
    }

    /// The one moment that nothing here can mend: the old provider has spent the refresh token and takes it once only,
    /// the access token is over, and the answer died with the process.
    @Test func killedWithTheOnlyAnswerOfAProviderWithoutAnOverlapItSaysSoAndErasesNothing() async throws {
        try await Installation.run { installation in
            installation.mock.configure { $0.legacy.reuseIntervalSeconds = 0 }
            _ = try await installation.leaveLegacyLogin(expiresIn: -10)
            let login = installation.read(installation.legacyFile)
            installation.mock.faults.add(Fault(.hangAnswer, server: .legacy, path: "/oauth/token"))
            let program = try installation.launch("start", "--json")
            await installation.mock.ledger.wait { entries in entries.contains { $0.path == "/oauth/token" } }
            program.kill()
            _ = await program.finish()
            installation.mock.faults.removeAll()
            let restarted = try await installation.demo("start", "--json", "--now")
            #expect(restarted.exitCode == 5)
            #expect("\(restarted.output)\(restarted.errors)".contains("lost-answer"))
            #expect(login != nil && installation.read(installation.legacyFile) == login)
        }
    }

    @Test(arguments: 0..<9)
    func killedAfterAnyEventItIsTakenUp(events: Int) async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            let program = try installation.launch("start", "--json")
            for _ in 0..<events { _ = await program.nextLine() }
            program.kill()
            _ = await program.finish()
            try await checkRecovery(installation, tokens: tokens)
        }
    }

    @Test(arguments: [0, 5, 10, 14, 17, 20, 23, 26, 30, 34, 38, 43, 50, 60, 75, 90])
    func killedAtAnyMomentItIsTakenUp(milliseconds: Int) async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            let clock = ContinuousClock()
            let program = try installation.launch("start", "--json")
            let moment = clock.now + .milliseconds(milliseconds)
            while clock.now < moment { await Task.yield() }
            program.kill()
            _ = await program.finish()
            try await checkRecovery(installation, tokens: tokens)
        }
    }

    /// The answers that a crash can lose, by the server and the path they come from.
    @Test(arguments: [(ServerName.supertokens, "/migrate-session"), (.legacy, "/oauth/revoke")])
    func killedWhileAServerHoldsItsAnswerItIsTakenUp(server: ServerName, path: String) async throws {
        try await Installation.run { installation in
            let tokens = try await installation.leaveLegacyLogin()
            installation.mock.faults.add(Fault(.hangAnswer, server: server, path: path))
            let program = try installation.launch("start", "--json")
            await installation.mock.ledger.wait { entries in entries.contains { $0.path == path } }
            program.kill()
            _ = await program.finish()
            installation.mock.faults.removeAll()
            try await checkRecovery(installation, tokens: tokens)
        }
    }
}
