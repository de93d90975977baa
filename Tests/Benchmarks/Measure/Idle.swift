import Carryover
import CarryoverTesting

/// How often a manager wakes up that does nothing but keep a session fresh.
enum Idle {
    static func measure() async {
        let time = LeapingTimeSource()
        let provider = ScriptedProvider(lifetime: .seconds(3600))
        let manager = SessionManager(
            ManagerConfiguration(
                provider: provider,
                store: InMemorySessionStore(identity: "idle"),
                lock: InMemoryFlightLock(time: time),
                transport: ScriptedTransport { _ throws(TransportError) in HTTPResponse(status: 503) },
                time: time
            )
        )
        try? await manager.signIn(with: provider.session(1, at: time))
        let run = Task { await manager.run() }
        while !time.isOver { await Task.yield() }
        run.cancel()
        await run.value
        let hours = Double(LeapingTimeSource.day.components.seconds) / 3600
        print("idle_wakeups_per_hour", Double(time.wakeUps) / hours)
        print("idle_refreshes_per_hour", Double(provider.count(.refresh)) / hours)
    }
}
