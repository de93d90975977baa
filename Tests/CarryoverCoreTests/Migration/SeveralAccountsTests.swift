import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

/// Two people's logins in one folder, of which the first is the one in use.
@Suite(.timeLimit(.minutes(10)))
struct SeveralAccountsTests {
    private let bench = Bench()
    private let second: LegacyCredential

    init() {
        second = bench.servers.signInAtOld()
        bench.source.put(second, at: "second")
    }

    private func expectSecondLeftAlone() async throws {
        bench.transport.forget()
        for _ in 1...2 {
            #expect(try await bench.manager().start(retryingNow: true).state.session == nil)
        }
        #expect(bench.transport.requests.isEmpty)
        #expect(bench.source.credential == second)
        #expect(bench.servers.accepts(second))
        let findings = try await bench.manager().legacyFindings()
        #expect(findings.candidates.map(\.verdict) == [.otherAccount])
    }

    @Test(
        "signing one out neither ends the other nor lets it in",
        arguments: [Rollout.Strategy.zeroDowntime, .off, .allAtOnce]
    )
    func signOut(_ strategy: Rollout.Strategy) async throws {
        let manager = try bench.manager { $0.rollout = Rollout(strategy) }
        await manager.start()
        if strategy != .allAtOnce { try await manager.signOut() }
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        try await expectSecondLeftAlone()
    }

    @Test("a session that the provider has ended does not make room for the other account")
    func refused() async throws {
        let manager = try bench.manager()
        await manager.start()
        bench.servers.state.withLock { $0.sessions[0].isOver = true }
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        #expect(manager.current.name == "rejected")
        try await expectSecondLeftAlone()
    }

    @Test("signing out of the second, after the first was refused, leaves the first alone")
    func refusedFirst() async throws {
        let first = try #require(bench.source.credential)
        let refusal = ScriptedTransport.Fault.answered(.json(401, #"{"message":"unauthorised"}"#))
        bench.transport.failAll(refusal)
        let none = LegacyProvider(issuer: nil, refresh: nil, revocation: nil)
        try await bench.manager { $0.legacyProvider = none }.start()
        bench.transport.failAll(nil)
        let manager = try bench.manager { $0.rollout = Rollout(.off) }
        #expect(try await manager.accessToken() == second.accessToken)
        try await manager.signOut()
        #expect(bench.source.credential == first)
        #expect(bench.servers.accepts(first))
        #expect(!bench.servers.accepts(second))
    }

    @Test("a sign-in of the other account that is newer than the end of the first is one")
    func newer() async throws {
        let manager = try bench.manager()
        await manager.start()
        try await manager.signOut()
        bench.source.put(bench.servers.signInAtOld(), at: "second")
        #expect(try await bench.manager().start().state.name == "active")
    }
}
