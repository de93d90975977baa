import CarryoverTesting
import FoundationEssentials
import Synchronization
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(10)))
struct EventTests {
    private func states(_ events: [SessionEvent]) -> [String] {
        events.compactMap { event in
            if case .state(let state) = event { state.name } else { nil }
        }
    }

    @Test("the first element of a sequence of events is the present state, and each listener has its own")
    func first() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        var late = manager.events.makeAsyncIterator()
        var other = manager.events.makeAsyncIterator()
        for event in [await late.next(), await other.next()] {
            guard case .state(.active) = event else {
                Issue.record("the first element is not the state")
                continue
            }
        }
    }

    @Test("nothing falls between the state that a listener is told first and the changes after it")
    func noGap() async throws {
        for _ in 1...200 {
            let bench = try await RefreshBench()
            let heard: AsyncStream<SessionEvent>
            do {
                let manager = try bench.manager()
                await manager.start()
                async let signedOut: Void = manager.signOut(isLocal: true)
                async let events = manager.events
                heard = await events
                try await signedOut
            }
            var all: [SessionEvent] = []
            for await event in heard { all.append(event) }
            #expect(states(all).last == "signed-out")
        }
    }

    @Test("a state is told once, however often the store signals")
    func once() async throws {
        let bench = try await RefreshBench()
        let events: AsyncStream<SessionEvent>
        do {
            let manager = try bench.manager()
            await manager.start()
            events = manager.events
            for _ in 1...10 { await manager.reload() }
            try await bench.bench.change { $0.unknown["later"] = "x" }
            await manager.reload()
            try await bench.store(session: 9)
            await manager.reload()
        }
        var all: [SessionEvent] = []
        for await event in events { all.append(event) }
        #expect(states(all) == ["active", "active"], "the present one, and the one with another token")
    }

    @Test("two managers tell their own listeners only")
    func noCrosstalk() async throws {
        let (one, other) = (try await RefreshBench(), try await RefreshBench())
        let names = try await one.names { manager in
            await manager.start()
            let second = try other.manager()
            await second.start()
            try await second.refresh()
            try await second.signOut()
        }
        #expect(!names.contains("session.refreshed"))
        #expect(!names.contains("session.ended"))
    }

    @Test("whoever is called on an event may ask for anything")
    func observer() async throws {
        let bench = try await RefreshBench()
        let slot = Mutex<SessionManager?>(nil)
        let told = Counter()
        let manager = try bench.manager { configuration in
            configuration.observer = { _ in
                guard let manager = slot.withLock({ $0 }) else { return }
                _ = (manager.current, manager.currentAccessToken, manager.isPersistenceDegraded)
                _ = manager.events
                _ = told.next()
            }
        }
        slot.withLock { $0 = manager }
        await manager.start()
        try await manager.refresh()
        try await manager.signOut()
        #expect(told.next() > 4)
        slot.withLock { $0 = nil }
    }

    @Test("a listener that calls the manager from an event hangs nobody")
    func reentrant() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        let events = manager.events
        let listener = Task {
            for await event in events {
                _ = try? await manager.accessToken()
                _ = await manager.status()
                if event.name == "session.refreshed" { return true }
            }
            return false
        }
        await manager.start()
        try await manager.refresh()
        #expect(await listener.value)
    }
}
