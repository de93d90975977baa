import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// Which of several logins in one source is the one in use, where the tokens tell whose they are.
struct LegacyChoiceTests {
    private let bench = Bench()

    private func login(_ name: String, of subject: String?, issuedAt: Double, lifetime: Double = 3600)
        -> LegacyCredential
    {
        let now = bench.time.wall
        var claims: JSONObject = ["iat": .integer(Int(now.timeIntervalSince1970 + issuedAt))]
        claims["sub"] = subject.map { .string($0) }
        return LegacyCredential(
            accessToken: Secret("\(name)-access"),
            refreshToken: Secret("\(name)-refresh"),
            idToken: Secret(Servers.State.token(claims)),
            expiresAt: now.addingTimeInterval(issuedAt + lifetime),
            issuer: Servers.old
        )
    }

    private func search(_ source: ScriptedLegacySource) throws -> LegacySearch {
        LegacySearch(sources: [source], issuer: nil, provider: try bench.provider(), time: bench.time)
    }

    private func look(_ record: SessionRecord? = nil, _ logins: [LegacyCredential]) async throws
        -> LegacySearchResult
    {
        let source = ScriptedLegacySource(nil)
        for (number, login) in logins.enumerated() { source.put(login, at: "place \(number)") }
        let search = try search(source)
        return await search.look(record)
    }

    private func refusal(of login: LegacyCredential) -> SessionRecord {
        var record = SessionRecord()
        record.migration.refuse(login.mark, at: bench.time.wall)
        return record
    }

    @Test("of several copies of one user's login the newest is in use, wherever it lies")
    func newest() async throws {
        let copies = [-7200.0, -60, -3600].map { login("copy\($0)", of: "ada", issuedAt: $0) }
        let result = try await look(nil, copies)
        #expect(result.chosen?.credential == copies[1])
        #expect(result.candidates.map(\.verdict) == [.laterThanTheFirst, .usable, .laterThanTheFirst])
    }

    @Test("another user's newer login does not take the place of the first", arguments: ["grace", nil])
    func anotherUser(_ subject: String?) async throws {
        let logins = [login("a", of: "ada", issuedAt: -3600), login("b", of: subject, issuedAt: -60)]
        #expect(try await look(nil, logins).chosen?.credential == logins[0])
    }

    @Test("of one document's logins of a user, the issuer's own token goes before one that lives longer")
    func ownToken() async throws {
        let claims: JSONObject = ["sub": "ada", "iss": .string(Servers.old)]
        let now = bench.time.wall
        func login(_ access: String, lifetime: Double) -> LegacyCredential {
            LegacyCredential(
                accessToken: Secret(access),
                idToken: Secret(Servers.State.token(claims)),
                expiresAt: now.addingTimeInterval(lifetime)
            )
        }
        let logins = [login("opaque", lifetime: 9000), login(Servers.State.token(claims), lifetime: 60)]
        for (places, chosen) in [(["one", "one"], 1), (["one", "two"], 0)] {
            var result = LegacySearchResult()
            result.candidates = zip(logins, places).map { login, place in
                LegacyCandidate(
                    source: 0,
                    kind: "scripted",
                    entry: LegacyEntry(credential: login, place: place),
                    credential: login,
                    verdict: .usable
                )
            }
            result.choose(issuer: Servers.old)
            #expect(result.chosen?.credential == logins[chosen])
        }
    }

    @Test("where a part of the source could not be looked into, a newer copy may be there")
    func unreadablePart() async throws {
        let source = ScriptedLegacySource(login("a", of: "ada", issuedAt: -60))
        let denied = LegacySourceError(.unreadable, place: "place 2", detail: "denied")
        source.setUnreadable([denied])
        let search = try search(source)
        let result = await search.look(nil)
        #expect(result.chosen?.doubt == denied)
        #expect(result.candidates.map(\.verdict) == [.inDoubt])
        #expect(result.passedOver.isEmpty)
    }

    @Test("the refusal of one user's login does not sign in the user beside it")
    func refused() async throws {
        let logins = [login("a", of: "ada", issuedAt: -3600), login("b", of: "grace", issuedAt: -60)]
        let result = try await look(refusal(of: logins[0]), logins)
        #expect(result.chosen == nil)
        #expect(result.candidates.map(\.verdict) == [.refusedBefore, .otherAccount])
    }

    @Test("a sign-in after a refusal stays one while its own migration is put off")
    func putOff() async throws {
        let (first, later) = (login("a", of: "ada", issuedAt: -3600), login("c", of: "grace", issuedAt: 5))
        var record = refusal(of: first)
        record.migration = record.migration.begunAnew
        record.migration.mark = later.mark
        record.migration.startedAt = bench.time.wall.addingTimeInterval(60)
        #expect(try await look(record, [first, later]).chosen?.credential == later)
    }

    @Test(
        "the old provider's refusal of one user's login does not sign in the user beside it either",
        arguments: [Rollout.Strategy.off, .zeroDowntime]
    )
    func refusedByOldProvider(_ strategy: Rollout.Strategy) async throws {
        bench.source.put(login("a", of: "ada", issuedAt: -7200))
        let beside = login("b", of: "grace", issuedAt: -60)
        bench.source.put(beside, at: "second")
        let manager = try bench.manager { $0.rollout = Rollout(strategy) }
        await manager.start()
        let token = try? await manager.accessToken()
        #expect(token == nil)
        #expect(manager.current.name == "rejected")
        let findings = try await bench.manager().legacyFindings()
        #expect(findings.candidates.map(\.verdict) == [.refusedBefore, .otherAccount])
    }

    @Test("after a refusal, another copy of the same login and a later sign-in are taken")
    func refusedAndTaken() async throws {
        let first = login("a", of: "ada", issuedAt: -3600)
        for other in [login("b", of: "ada", issuedAt: -60), login("c", of: "grace", issuedAt: 5)] {
            #expect(try await look(refusal(of: first), [first, other]).chosen?.credential == other)
        }
    }
}
