import CarryoverTesting
import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import CarryoverCore

/// Whatever is said during a run is searched for the tokens of that run.
@Suite(.timeLimit(.minutes(10)))
struct SecrecyTests {
    private final class Listener: Sendable {
        private let lines = Mutex<[String]>([])
        func hear(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private struct Handler: LogHandler {
        let listener: Listener
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            listener.hear("\(event.message) \(event.metadata ?? [:])")
        }
    }

    private func hear(_ value: Any, _ listener: Listener) {
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), dumped] { listener.hear(text) }
    }

    enum Run: CaseIterable, Sendable {
        case success, failure, refusal
    }

    @Test(
        "no token of a whole run is in an event, an error, a log line, a status or a journal",
        arguments: Run.allCases
    )
    func canary(_ run: Run) async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        let listener = Listener()
        let issued = Mutex<Set<String>>(["legacy-access-1", "legacy-refresh-1"])
        // An answer that echoes what it was sent, where an error code should be.
        let transport = WitnessedTransport(transport: bench.transport) { request in
            if case .bearer(let token) = request.authorization {
                issued.withLock { _ = $0.insert(token.exposed) }
            }
        }
        switch run {
        case .success: break
        case .failure:
            bench.transport.fail(
                2,
                .answered(.json(400, #"{"error":"legacy-access-2","message":"legacy-access-2"}"#))
            )
        case .refusal: bench.transport.fail(2, .answered(.json(401, #"{"error":"legacy-access-2"}"#)))
        }
        let events = try await bench.events { configuration in
            configuration.transport = transport
            configuration.logger = Logger(label: "test") { _ in Handler(listener: listener) }
        } of: { manager in
            hear(await manager.start(), listener)
            do {
                hear(try await manager.refresh(), listener)
                hear(try await manager.send(HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))), listener)
            } catch {
                hear(error, listener)
            }
            hear(await manager.status(), listener)
            hear(await manager.legacyFindings(), listener)
            hear(manager.current, listener)
            do { try await manager.signOut() } catch { hear(error, listener) }
            hear(manager, listener)
        }
        for event in events {
            hear(event, listener)
            hear(event.details, listener)
        }
        for request in bench.transport.requests { hear(request, listener) }
        listener.hear(await bench.record().migration.json.text)
        hear(await bench.record(), listener)

        let tokens = issued.withLock { $0 }.union(["legacy-access-2", "legacy-refresh-2"])
        #expect(tokens.count > 2)
        #expect(listener.all.count > 50)
        for line in listener.all {
            for token in tokens where line.contains(token) {
                Issue.record("a token is in: \(line.prefix(200))")
            }
        }
    }

    @Test("no token is ever part of a URL")
    func urls() async throws {
        let bench = Bench(legacyLifetime: .seconds(-10))
        let manager = try bench.manager()
        await manager.start()
        _ = try await manager.refresh()
        try await manager.signOut()
        for request in bench.transport.requests {
            #expect(!request.endpoint.url.contains("?"))
            #expect(
                request.fields.allSatisfy {
                    !$0.value.contains("legacy-") && !$0.value.contains("st-refresh")
                }
            )
        }
    }
}
