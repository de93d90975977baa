import Carryover
import CarryoverTesting

/// An hour in which the provider answers nobody, and an app that asks for its token every second.
enum Outage {
    static func measure() async throws {
        let time = ManualTimeSource()
        let provider = ScriptedProvider()
        let manager = SessionManager(
            ManagerConfiguration(
                provider: provider,
                store: InMemorySessionStore(identity: "outage"),
                lock: InMemoryFlightLock(time: time),
                transport: ScriptedTransport { _ throws(TransportError) in HTTPResponse(status: 503) },
                time: time
            )
        )
        try await manager.signIn(with: provider.session(1, at: time))
        time.advance(by: .seconds(3600))
        let endpoint = try Endpoint("http://127.0.0.1:1/token")
        provider.failAll(.refresh, with: ProviderError(.transient, code: "http-503", endpoint: endpoint))
        for _ in 0..<3600 {
            _ = try? await manager.accessToken()
            time.advance(by: .seconds(1))
        }
        print("outage_hour_requests", provider.count(.refresh))
    }
}
