import CarryoverTesting
import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import CarryoverCore

/// A system that has no watch left to give.
@Suite(.timeLimit(.minutes(10)))
struct UnwatchedStoreTests {
    private final class Lines: Sendable {
        let warnings = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level >= .warning else { return }
            lines.warnings.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }

    @Test("that nobody tells of changes is said once, and tried again until somebody does")
    func triesAgain() async throws {
        let bench = try await RefreshBench()
        let lines = Lines()
        let manager = try bench.manager { configuration in
            configuration.store = BlindStore(bench.store, failures: 3)
            configuration.logger = Logger(label: "test", factory: { _ in Handler(lines: lines) })
        }
        let events = manager.events
        let run = Task { await manager.run() }
        // Signed out elsewhere while nobody could see it; the timer of the refresh is nearly an hour away.
        await bench.time.sleepers(atLeast: 2)
        try await bench.otherProcess().signOut()
        for _ in 1...3 {
            #expect(manager.current.name == "active")
            await bench.time.sleepers(atLeast: 2)
            bench.time.advance(by: .seconds(300))
        }
        for await event in events {
            if case .state(let state) = event, state.name == "signed-out" { break }
        }
        let warnings = lines.warnings.withLock { $0 }
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("scripted") == true, "\(warnings)")
        run.cancel()
        await run.value
        #expect(bench.time.sleeperCount == 0)
    }

    @Test("whoever waits for the next attempt is left alone when the run ends")
    func ends() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager { $0.store = BlindStore(bench.store, failures: 1_000) }
        let run = Task { await manager.run() }
        await bench.time.sleepers(atLeast: 2)
        run.cancel()
        await run.value
        #expect(bench.time.sleeperCount == 0)
    }
}
