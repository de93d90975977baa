import CarryoverTesting
import Synchronization

@testable import CarryoverCore

/// A process on a bench that dies at a step, and what was true at the moments that matter.
final class MortalProcess: Sendable {
    let bench: Bench
    let life: Lifeline
    private let violations = Mutex<[String]>([])

    init(_ bench: Bench, diesAt step: Int?, _ moment: Lifeline.Moment) {
        self.bench = bench
        life = Lifeline(diesAt: step, moment)
    }

    /// The rules that were broken.
    var broken: [String] { violations.withLock { $0 } }

    func manager(_ adjust: (inout ManagerConfiguration) -> Void = { _ in }) throws -> SessionManager {
        try bench.manager { configuration in
            let witness = WitnessedTransport(transport: bench.transport) { [self] in await check($0) }
            configuration.store = MortalStore(store: bench.store, life: life)
            configuration.transport = MortalTransport(transport: witness, life: life)
            configuration.legacySources = [MortalSource(source: bench.source, life: life)]
            // The kernel gives the lock of a dead process back.
            configuration.lock = InMemoryFlightLock(time: bench.time)
            adjust(&configuration)
        }
    }

    /// A legacy credential may end only when the session that follows it is durable, or was ended here.
    private func check(_ request: HTTPRequest) async {
        guard request.endpoint.target == "/oauth/revoke" else { return }
        let record = await bench.record()
        if record.session == nil, record.ending == nil {
            violations.withLock { $0.append("revoked before the session was durable") }
        }
    }
}

/// A transport that tells somebody of each request before it sends it.
struct WitnessedTransport: HTTPTransport {
    let transport: any HTTPTransport
    let witness: @Sendable (HTTPRequest) async -> Void

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        await witness(request)
        return try await transport.send(request)
    }
}
