import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// A first place that cannot be looked into, and a login in a later one, which may be a copy from long ago.
@Suite(.timeLimit(.minutes(10)))
struct UnreadableFirstTests {
    private let bench = Bench(legacyLifetime: nil)
    private let later = ScriptedLegacySource(nil, place: "later")
    private let denied = LegacySourceError(.unreadable, place: "old-login", detail: "denied")

    init() {
        bench.servers.change { $0.legacyToleratesReuse = false }
        bench.source.setUnreadable([denied])
    }

    private func manager(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws -> SessionManager {
        try bench.manager { configuration in
            configuration.legacySources.append(later)
            adjust(&configuration)
        }
    }

    @Test(
        "the refresh token of the later one is not spent, nor its login used up",
        arguments: [Rollout(), Rollout(.off)]
    )
    func expired(rollout: Rollout) async throws {
        let copy = bench.servers.signInAtOld(lifetime: .seconds(-10))
        later.put(copy, at: "later")
        let manager = try manager { $0.rollout = rollout }
        let report = await manager.start(retryingNow: true)
        #expect(report.problem?.code == .deferred)
        #expect(report.problem?.underlying as? LegacySourceError == denied)
        #expect(report.state == .undetermined(denied))
        await #expect { try await manager.accessToken() } throws: { ($0 as? SessionError)?.code == .deferred }
        #expect(bench.transport.requests.isEmpty)
        #expect(later.credential == copy)
        #expect(await bench.store.read().isAbsent)
    }

    @Test("once it can be looked into, the login in it is the one that is migrated")
    func readableAgain() async throws {
        let copy = bench.servers.signInAtOld(lifetime: .seconds(-10))
        later.put(copy, at: "later")
        try await manager().start()
        bench.source.setUnreadable([])
        // What the old app has made of it since.
        let fresh = bench.servers.renewed(copy)
        bench.source.put(fresh)
        #expect(try await manager().start().state.name == "active")
        #expect(await bench.record().migration.mark == fresh.mark)
    }

    @Test("an access token of the later one that still lives is in use meanwhile, and no more than that")
    func living() async throws {
        let copy = bench.servers.signInAtOld()
        later.put(copy, at: "later")
        let events = try await bench.events({ $0.legacySources.append(later) }) { manager in
            let report = await manager.start(retryingNow: true)
            #expect(report.problem?.code == .deferred)
            #expect(report.state.name == "legacy")
            #expect(report.state.session?.refreshToken == nil)
            let token = try await manager.accessToken()
            #expect(token == copy.accessToken)
            bench.time.advance(by: .seconds(3700))
            await #expect { try await manager.accessToken() } throws: {
                ($0 as? SessionError)?.code == .deferred
            }
        }
        #expect(events.contains { if case .migrationDeferred = $0 { true } else { false } })
        #expect(bench.transport.requests.isEmpty)
        #expect(later.credential == copy)
    }

    @Test("in the legacy cohort that token is all that is needed, while it lives")
    func legacyCohort() async throws {
        later.put(bench.servers.signInAtOld(), at: "later")
        let manager = try manager { $0.rollout = Rollout(.off) }
        #expect(await manager.start().problem == nil)
        bench.time.advance(by: .seconds(3700))
        #expect(await manager.start().problem?.code == .deferred)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test("a login that was the one in use when all places could be read is no copy")
    func known() async throws {
        bench.source.setUnreadable([])
        later.put(bench.servers.signInAtOld(lifetime: .seconds(-10)), at: "later")
        let off: (inout ManagerConfiguration) -> Void = { $0.rollout = Rollout(.off) }
        #expect(try await manager(off).start().problem == nil)
        bench.source.setUnreadable([denied])
        bench.time.advance(by: .seconds(3700))
        #expect(try await manager(off).accessToken().exposed == "legacy-access-3")
        #expect(try await manager().start().state.name == "active")
    }

    @Test("that the later one was refused before does not end what may lie in the first")
    func refused() async throws {
        bench.source.setUnreadable([])
        later.put(bench.servers.signInAtOld(), at: "later")
        bench.transport.failAll(.answered(.json(401, #"{"error":"invalid_grant"}"#)))
        #expect(try await manager().start().problem?.code == .rejected)
        bench.source.setUnreadable([denied])
        #expect(try await manager().start().state == .undetermined(denied))
    }

    @Test("a sign-out ends the later one all the same, and what turns up in the first signs nobody in")
    func signOut() async throws {
        let copy = bench.servers.signInAtOld()
        later.put(copy, at: "later")
        let manager = try manager()
        await manager.start()
        try await manager.signOut()
        #expect(later.credential == nil)
        #expect(bench.servers.legacyRevocations == ["legacy-refresh-1", "legacy-access-1"])
        bench.source.setUnreadable([])
        bench.source.put(bench.servers.signInAtOld())
        #expect(try await self.manager().start().state == .signedOut(.signedOut))
    }

    @Test("where it is proven that nobody keeps anything in the first, the later one is the login")
    func provenAway() async throws {
        var absent = denied
        absent.hidesNothing = true
        bench.source.setUnreadable([absent])
        #expect(try await manager().start().state == .undetermined(absent), "it is reported all the same")
        later.put(bench.servers.signInAtOld(lifetime: .seconds(-10)), at: "later")
        #expect(try await manager().start().state.name == "active")
    }

    @Test("an unreadable place behind the one in use puts nothing off")
    func behind() async throws {
        bench.source.setUnreadable([])
        bench.source.put(bench.servers.signInAtOld(lifetime: .seconds(-10)))
        later.setUnreadable([LegacySourceError(.locked, place: "later", detail: "locked")])
        #expect(try await manager().start().state.name == "active")
    }
}

extension StoreReading {
    fileprivate var isAbsent: Bool { if case .absent = self { true } else { false } }
}
