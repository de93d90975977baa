import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// A copy of the login from before it was refreshed: to offer it again would look like theft.
@Suite(.timeLimit(.minutes(10)))
struct StaleCopyTests {
    private let bench = Bench(legacyLifetime: .seconds(-10))
    private let copy: ScriptedLegacySource

    init() {
        copy = ScriptedLegacySource(bench.source.credential, place: "copy")
        bench.servers.change { $0.legacyToleratesReuse = false }
    }

    private func manager(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws -> SessionManager {
        try bench.manager { configuration in
            configuration.legacySources.append(copy)
            adjust(&configuration)
        }
    }

    @Test("in the legacy cohort it is not used, not even when the fresh login is gone")
    func legacyCohort() async throws {
        let manager = try manager { $0.rollout = Rollout(.off) }
        #expect(try await manager.accessToken().exposed == "legacy-access-2")
        let fresh = try #require(bench.source.credential)
        bench.source.put(nil)
        bench.transport.forget()
        #expect(try await self.manager { $0.rollout = Rollout(.off) }.start().state.session == nil)
        #expect(bench.transport.requests.isEmpty)
        #expect(bench.servers.accepts(fresh))
        #expect(try await self.manager().legacyFindings().candidates.map(\.verdict) == [.spent])

        bench.source.put(fresh)
        #expect(try await self.manager().start().state.name == "active")
        #expect(copy.credential == nil, "it goes with the login that it is a copy of")
    }

    @Test("after a refusal it is as refused as the login itself")
    func refused() async throws {
        bench.transport.fail(2, .answered(.json(401, #"{"message":"unauthorised"}"#)))
        #expect(try await manager().start().problem?.code == .rejected)
        bench.transport.forget()
        #expect(try await manager().start(retryingNow: true).problem?.code == .rejected)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test("a part of a refused login is as refused as the whole, and a changed token is not")
    func parts() {
        func mark(_ access: String?, _ refresh: String?) -> CredentialMark {
            CredentialMark(
                access: access.map { Fingerprint(of: Secret($0)) },
                refresh: refresh.map { Fingerprint(of: Secret($0)) }
            )
        }
        var journal = MigrationJournal()
        journal.refuse(mark("a", "r"), at: Date(timeIntervalSince1970: 0))
        for part in [mark("a", "r"), mark("a", nil), mark(nil, "r")] { #expect(journal.hasRefused(part)) }
        for other in [mark("b", "r"), mark("a", "s"), mark(nil, nil), mark("b", nil)] {
            #expect(!journal.hasRefused(other))
        }
    }

    @Test("where the refresh token stays the same, nothing is spent by using it")
    func withoutRotation() async throws {
        bench.servers.change { $0.legacyRotates = false }
        #expect(try await manager { $0.rollout = Rollout(.off) }.accessToken().exposed == "legacy-access-2")
        let verdicts = try await manager().legacyFindings().candidates.map(\.verdict)
        #expect(verdicts == [.usable, .usable])
    }
}
