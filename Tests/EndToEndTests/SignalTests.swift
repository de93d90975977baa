import Glibc
import MockIdentity
import Testing

/// What becomes of a spent refresh token when the user, or the machine, ends the program that waits for the answer.
///
/// The provider is one that signs the user out when a spent token comes back.
@Suite(.timeLimit(.minutes(10)))
struct SignalTests {
    private let path = "/oauth/token"

    /// Runs a body in an installation whose session has an access token that is over.
    private func signedIn(_ body: (Installation) async throws -> Void) async throws {
        try await ProviderCase.tokenExchange.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            installation.mock.configure { $0.tokenExchange.accessTokenSeconds = 0 }
            #expect(try await installation.demo("refresh").exitCode == 0)
            installation.mock.configure { $0.tokenExchange.accessTokenSeconds = 3600 }
            installation.mock.ledger.reset()
            try await body(installation)
        }
    }

    /// Waits until the provider has spent the token.
    private func spent(_ installation: Installation) async {
        await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
    }

    private func add(_ kind: FaultKind, to installation: Installation) {
        installation.mock.faults.add(Fault(kind, server: .tokenExchange, path: path))
    }

    /// Expects that the answer was stored: the next process has the token, without a request.
    private func expectKept(_ installation: Installation) async throws {
        let next = try await installation.demo("token")
        #expect(next.exitCode == 0, "\(next.errors)")
        #expect(!next.errors.contains("lost-answer"))
        #expect(installation.mock.ledger.entries(.tokenExchange, path: path).count == 1)
        #expect(installation.count(.tokenExchange, "token-reused") == 0)
    }

    @Test(
        "a signal during a refresh lets its answer be stored, then ends the program",
        arguments: [SIGTERM, SIGINT, SIGHUP]
    )
    func duringRefresh(number: Int32) async throws {
        try await signedIn { installation in
            add(.slowAnswer, to: installation)
            let program = try installation.launch("refresh")
            await spent(installation)
            program.signal(number)
            let finished = await program.finish()
            #expect(finished.exitCode == 128 + number, "\(finished.errors)")
            #expect(finished.output == "", "who was ended has no result")
            try await expectKept(installation)
        }
    }

    @Test("a signal during the refresh of a watch lets its answer be stored, then ends the program")
    func duringWatch() async throws {
        try await signedIn { installation in
            add(.slowAnswer, to: installation)
            let program = try installation.launch("watch", "--json")
            await spent(installation)
            program.signal(SIGTERM)
            #expect(await program.finish().exitCode == 128 + SIGTERM)
            try await expectKept(installation)
        }
    }

    @Test("a signal during a refresh at the old provider lets its answer be kept, then ends the program")
    func duringLegacyRefresh() async throws {
        try await ProviderCase.tokenExchange.run { installation in
            try await installation.leaveLegacyLogin(expiresIn: 0)
            installation.mock.faults.add(Fault(.slowAnswer, server: .legacy, path: path))
            let program = try installation.launch("start")
            await installation.mock.ledger.wait { [path] entries in entries.contains { $0.path == path } }
            program.signal(SIGTERM)
            #expect(await program.finish().exitCode == 128 + SIGTERM)
            let refreshes = installation.mock.ledger.entries(.legacy, path: path).count
            let next = try await installation.demo("start")
            #expect(next.exitCode == 0, "\(next.errors)")
            #expect(installation.mock.ledger.entries(.legacy, path: path).count == refreshes)
        }
    }

    @Test("a second signal ends the program at once", arguments: ["refresh", "watch"])
    func second(command: String) async throws {
        try await signedIn { installation in
            add(.hangAnswer, to: installation)
            let program = try installation.launch(command, "--json")
            await spent(installation)
            // Two of one kind could come as one.
            program.signal(SIGTERM)
            program.signal(SIGINT)
            let clock = ContinuousClock()
            let start = clock.now
            let finished = await program.finish()
            #expect([128 + SIGTERM, 128 + SIGINT].contains(finished.exitCode), "\(finished.errors)")
            #expect(clock.now - start < .seconds(5))
            installation.mock.faults.removeAll()
        }
    }

    @Test(
        "a signal while nothing is lost by it ends the program at once",
        arguments: [SIGTERM, SIGINT, SIGHUP]
    )
    func nothingUnderWay(number: Int32) async throws {
        try await Installation.run { installation in
            try await installation.leaveLegacyLogin()
            #expect(try await installation.demo("start").exitCode == 0)
            installation.mock.ledger.reset()
            installation.mock.faults.add(Fault(.hang, server: .api))
            let request = try installation.launch("request", installation.mock.addresses.api + "/me")
            await installation.mock.ledger.wait { entries in entries.contains { $0.path == "/me" } }
            let watch = try installation.launch("watch", "--json")
            #expect(await watch.nextLine().contains("event"))
            let clock = ContinuousClock()
            let start = clock.now
            for program in [request, watch] { program.signal(number) }
            for program in [request, watch] {
                let finished = await program.finish()
                #expect(finished.exitCode == 128 + number, "\(finished.errors)")
                #expect(finished.errors == "")
            }
            #expect(clock.now - start < .seconds(5))
            installation.mock.faults.removeAll()
        }
    }

    @Test("a signal that whoever started the program wants ignored is ignored", arguments: ["HUP", "INT"])
    func ignored(name: String) async throws {
        try await signedIn { installation in
            add(.slowAnswer, to: installation)
            let program = try Program(
                "/bin/sh",
                [
                    "-c", "trap '' \(name); exec \"$0\" \"$@\"", "\(Program.folder)/carryover-demo",
                    "refresh", "--config", installation.configurationFile,
                ],
                environment: installation.environment
            )
            await spent(installation)
            program.signal(name == "HUP" ? SIGHUP : SIGINT)
            let finished = await program.finish()
            #expect(finished.exitCode == 0, "\(finished.errors)")
            #expect(finished.output != "")
        }
    }
}
