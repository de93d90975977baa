import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// A sign-out while a place of the old login cannot be read.
@Suite(.timeLimit(.minutes(10)))
struct UnseenPlaceTests {
    private let bench = Bench(legacyLifetime: nil)
    private let hidden: LegacyCredential

    init() {
        hidden = bench.servers.signInAtOld()
        hide()
    }

    private func hide() {
        bench.source.put(nil)
        bench.source.setUnreadable([LegacySourceError(.unreadable, place: "old-login", detail: "denied")])
    }

    private func show(_ credential: LegacyCredential) {
        bench.source.setUnreadable([])
        bench.source.put(credential)
    }

    @Test(
        "the login in it is ended by the first start that can see it, and signs nobody in",
        arguments: [true, false]
    )
    func ended(isLocal: Bool) async throws {
        try await bench.manager().signOut(isLocal: isLocal)
        for _ in 1...2 {
            #expect(try await bench.manager().start().problem?.code == .deferred, "still nobody can look")
        }
        show(hidden)
        #expect(try await bench.manager().start().state == .signedOut(.signedOut))
        #expect(bench.source.credential == nil)
        #expect(bench.servers.legacyRevocations == (isLocal ? [] : ["legacy-refresh-1", "legacy-access-1"]))
        #expect(await bench.record().outbox.isEmpty)
        #expect(await bench.record().ending?.unseen == [])

        // From here on the place has been seen, and what turns up in it is new.
        bench.source.put(bench.servers.signInAtOld())
        #expect(try await bench.manager().start().state.name == "active")
    }

    @Test("whenever the process dies at that, the next start does it")
    func dies() async throws {
        var (step, isDead) = (1, true)
        while isDead {
            let bench = Bench(legacyLifetime: nil)
            let hidden = bench.servers.signInAtOld()
            bench.source.setUnreadable([LegacySourceError(.locked, place: "old-login", detail: "locked")])
            try await bench.manager().signOut()
            bench.source.setUnreadable([])
            bench.source.put(hidden)
            let mortal = MortalProcess(bench, diesAt: step, .before)
            try await mortal.manager().start()
            isDead = mortal.life.isDead
            bench.time.advance(by: .seconds(31))
            #expect(try await bench.manager().start().state == .signedOut(.signedOut))
            #expect(bench.source.credential == nil, "step \(step)")
            #expect(bench.servers.legacyRevocations.contains("legacy-refresh-1"), "step \(step)")
            #expect(await bench.record().outbox.isEmpty, "step \(step)")
            step += 1
        }
        #expect(step > 3)
    }

    @Test("where the ended login is known, another one in it is somebody else's: left alone, and not let in")
    func anotherAccount() async throws {
        let known = ScriptedLegacySource(bench.servers.signInAtOld(), place: "known")
        let manager = try bench.manager { $0.legacySources.append(known) }
        await manager.start()
        try await manager.signOut()
        show(hidden)
        for _ in 1...2 { #expect(try await bench.manager().start().state == .signedOut(.signedOut)) }
        #expect(bench.source.credential == hidden)
        #expect(bench.servers.accepts(hidden))
    }

    @Test(
        "a token that was issued after the sign-out is a new sign-in, and an older one is not",
        arguments: [(-60, "signed-out"), (60, "legacy")]
    )
    func issued(offset: Int, state: String) async throws {
        try await bench.manager().signOut()
        let issuedAt = Int(bench.time.wall.timeIntervalSince1970) + offset
        let token = Servers.State.token(["iat": .integer(issuedAt), "exp": .integer(issuedAt + 3600)])
        show(LegacyCredential(accessToken: Secret(token)))
        bench.transport.failAll(.notDelivered)
        #expect(try await bench.manager().start().state.name == state)
        #expect((bench.source.credential == nil) == (state == "signed-out"))
    }

    @Test(
        "a place counts as unseen with all that is in it",
        arguments: [
            ("/home/a.json", "/home/a.json", true), ("/home", "/home/a.json", true),
            ("/home/", "/home/a.json", true), ("/", "/home/a.json", true),
            ("/hom", "/home/a.json", false), ("/home/b.json", "/home/a.json", false),
            ("/home/*.json", "/home/a.json", true),
        ]
    )
    func places(unseen: String, place: String, isUnseen: Bool) {
        var record = SessionRecord()
        record.ending = SessionEnding(reason: .signedOut, at: bench.time.wall, unseen: [unseen])
        let objection = record.objection(to: hidden, at: place, in: "/home/*.json")
        #expect(objection == (isUnseen ? .unseenAtEnd : nil))
    }
}
