import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

/// What somebody does who needs no lock, in the moment between two looks at the store.
@Suite(.timeLimit(.minutes(10)))
struct ChangingHandsTests {
    /// A manager, and what happens after its next reading of the store.
    private func manager(
        _ bench: RefreshBench,
        _ isArmed: Armed,
        then change: @escaping @Sendable () async throws -> Void
    ) throws -> SessionManager {
        try bench.manager { configuration in
            configuration.store = ObservedStore(
                bench.store,
                onRead: {
                    guard isArmed.fire() else { return }
                    try? await change()
                }
            )
        }
    }

    private final class Armed: Sendable {
        private let isArmed = Mutex(false)
        func arm() { isArmed.withLock { $0 = true } }
        func fire() -> Bool {
            isArmed.withLock { isArmed in
                defer { isArmed = false }
                return isArmed
            }
        }
    }

    /// A sign-out as another process does it that needs no lock.
    private func signOutElsewhere(_ bench: RefreshBench) async throws {
        try await bench.bench.change { record in
            record.epoch += 1
            record.session = nil
            record.ending = SessionEnding(reason: .signedOut, at: bench.time.wall)
        }
    }

    /// Two managers of one process ask for a token that lives and is due, and get none after what happens meanwhile.
    private func expectNoToken(of bench: RefreshBench, after change: () async throws -> Void) async throws {
        let managers = try (0..<2).map { _ in try bench.manager() }
        for manager in managers { await manager.start() }
        bench.time.advance(by: .seconds(3590))
        bench.provider.hold()
        let tokens = managers.map { manager in Task { try await manager.accessToken() } }
        await bench.provider.calls(atLeast: 1)
        try await change()
        bench.provider.release()
        for (manager, token) in zip(managers, tokens) {
            await #expect(throws: SessionError.self) { try await token.value }
            #expect(manager.currentAccessToken == nil)
        }
    }

    @Test("a session that is signed out of before the note of a refresh is not refreshed")
    func signedOutBeforeNote() async throws {
        let bench = try await RefreshBench()
        let other = try bench.otherProcess()
        let isArmed = Armed()
        let manager = try manager(bench, isArmed) { try await other.signOut(isLocal: true) }
        await manager.start()
        isArmed.arm()
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .superseded }
        #expect(bench.sent.isEmpty, "the token of a session that is over was sent")
        let record = await bench.bench.record()
        #expect(record.session == nil && record.refreshIntent == nil)
        #expect(manager.current == .signedOut(.signedOut))
    }

    @Test("a session that somebody signs in to before the note of a refresh keeps its tokens")
    func signedInBeforeNote() async throws {
        let bench = try await RefreshBench()
        let isArmed = Armed()
        let manager = try manager(bench, isArmed) {
            // A sign-in of another process, without its wait for the lock that the refresh holds.
            let session = bench.provider.session(9, at: bench.time)
            try await bench.bench.change { record in
                record.epoch += 1
                record.session = session
            }
        }
        await manager.start()
        isArmed.arm()
        await #expect { try await manager.refresh() } throws: { ($0 as? SessionError)?.code == .superseded }
        #expect(bench.sent.isEmpty)
        #expect(await bench.bench.record().session?.accessToken.exposed == "access-9")
        #expect(await bench.bench.record().refreshIntent == nil)
        #expect(try await manager.refresh(rejecting: Secret("access-0")).accessToken.exposed == "access-9")
    }

    @Test(
        "tokens that come after a sign-out are revoked, but not where it was to leave the session alive",
        arguments: [true, false]
    )
    func lateAfterSignOut(isLocal: Bool) async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.provider.hold()
        let refreshed = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        try await bench.bench.change { record in
            record.epoch += 1
            record.session = nil
            record.refreshIntent = nil
            record.ending = SessionEnding(reason: .signedOut, at: bench.time.wall, isLocal: isLocal)
        }
        bench.provider.release()
        await #expect { try await refreshed.value } throws: { ($0 as? SessionError)?.code == .superseded }
        let record = await bench.bench.record()
        #expect(record.session == nil)
        #expect(record.outbox.count == (isLocal ? 0 : 1))
        #expect(manager.current == .signedOut(.signedOut))
    }

    @Test("a token that lives still is not handed out once somebody else has signed the user out")
    func livingTokenAfterSignOut() async throws {
        let bench = try await RefreshBench()
        try await expectNoToken(of: bench) { try await signOutElsewhere(bench) }
    }

    @Test("nor is it where the other process still holds the lock, for it revokes what it has ended")
    func livingTokenDuringSignOut() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        bench.time.advance(by: .seconds(3590))
        let lease = try await bench.bench.lock.acquire(patience: .zero)
        try await signOutElsewhere(bench)
        let token = Task { try await manager.accessToken() }
        await bench.time.sleepers(atLeast: 1)
        bench.time.advance(by: RefreshPolicy().patienceWithLivingToken)
        await #expect(throws: SessionError.self) { try await token.value }
        #expect(manager.currentAccessToken == nil)
        #expect(bench.sent.isEmpty)
        lease.release()
    }

    @Test("a session that the provider has refused is over for every manager of the process")
    func refusedForAll() async throws {
        let bench = try await RefreshBench()
        bench.provider.fail(.refresh, with: [RefreshBench.error(.refused)])
        try await expectNoToken(of: bench) {}
    }

    @Test("however many find that somebody else has signed out, the store is read once for them")
    func oneLook() async throws {
        let bench = try await RefreshBench()
        let reads = Mutex(0)
        let manager = try bench.manager { configuration in
            configuration.store = ObservedStore(bench.store, onRead: { reads.withLock { $0 += 1 } })
        }
        await manager.start()
        bench.time.advance(by: .seconds(3590))
        bench.provider.hold()
        let tokens = (0..<500).map { _ in Task { try await manager.accessToken() } }
        await bench.provider.calls(atLeast: 1)
        try await signOutElsewhere(bench)
        let before = reads.withLock { $0 }
        bench.provider.release()
        for token in tokens { await #expect(throws: SessionError.self) { try await token.value } }
        #expect(reads.withLock { $0 } - before < 20)
    }
}
