import CarryoverTesting
import Testing

@testable import CarryoverCore

@Suite("An older record that comes back under a running process", .timeLimit(.minutes(10)))
struct OlderRecordTests {
    /// A process that has refreshed once, and whose record of before is in the store again.
    private func restored() async throws -> (RefreshBench, SessionManager) {
        let bench = try await RefreshBench()
        guard case .value(let old) = await bench.bench.store.read() else { throw CancellationError() }
        let manager = try bench.manager()
        await manager.start()
        _ = try await manager.refresh()
        guard case .value(let new) = await bench.bench.store.read() else { throw CancellationError() }
        #expect(new.generation > old.generation)
        try await bench.bench.store.delete()
        try await bench.bench.store.write(old, replacing: nil)
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-0")
        return (bench, manager)
    }

    @Test("has its spent token sent by nobody, and what was newer is put back")
    func refreshed() async throws {
        let (bench, manager) = try await restored()
        bench.time.advance(by: .seconds(3600))
        #expect(try await manager.accessToken().exposed == "access-2")
        #expect(bench.sent == ["refresh-0", "refresh-1"])
        #expect(await bench.bench.record().session?.refreshToken?.exposed == "refresh-2")
        let other = try bench.otherProcess()
        #expect(try await other.accessToken().exposed == "access-2")
        #expect(bench.sent.count == 2)
    }

    @Test("does not keep the newer session alive past a sign-out")
    func signedOut() async throws {
        let (bench, manager) = try await restored()
        try await manager.signOut()
        #expect(manager.current.name == "signed-out")
        let revoked = bench.provider.calls.filter { $0.operation == .revoke }.compactMap { $0.token?.exposed }
        #expect(revoked == ["access-1"])
    }

    @Test("is none that holds a token which this process has not seen replaced")
    func signedInElsewhere() {
        var replaced = ReplacedTokens()
        let bench = Bench()
        func record(_ token: String, epoch: UInt64 = 1) -> SessionRecord {
            var record = SessionRecord()
            (record.lineage, record.epoch) = ("a", epoch)
            record.session = Session(
                accessToken: Secret("access"),
                refreshToken: Secret(token),
                lifetime: TokenLifetime(.seconds(60), from: bench.time)
            )
            return record
        }
        func contains(_ token: String) -> Bool { replaced.contains(Fingerprint(of: Secret(token))) }
        replaced.note(nil, replacedBy: record("one"))
        replaced.note(record("one"), replacedBy: record("one"))
        replaced.note(record("one"), replacedBy: nil)
        replaced.note(record("one"), replacedBy: record("two", epoch: 2))
        #expect(!contains("one"))
        replaced.note(record("one"), replacedBy: record("two"))
        #expect(contains("one") && !contains("two"))
        for number in 0..<200 { replaced.note(record("\(number)"), replacedBy: record("\(number + 1)")) }
        #expect(contains("199") && !contains("one"))
    }

    @Test("is no record of another lineage, and none of before there were lineages")
    func lineages() {
        var (older, newer) = (SessionRecord(), SessionRecord())
        (older.generation, newer.generation) = (3, 4)
        #expect(!newer.isNewer(than: older))
        (older.lineage, newer.lineage) = ("a", "a")
        #expect(newer.isNewer(than: older))
        #expect(!older.isNewer(than: newer))
        #expect(!newer.isNewer(than: newer))
        older.epoch = 1
        #expect(!newer.isNewer(than: older))
        older.epoch = 0
        older.lineage = "b"
        #expect(!newer.isNewer(than: older))
    }
}
