import CarryoverTesting
import Testing

@testable import CarryoverCore

@Suite("An endpoint that refuses every token", .timeLimit(.minutes(10)))
struct PermanentRefusalTests {
    private static let closed = HTTPRequest(.get, Bench.endpoint(Servers.api + "/closed?page=1"))
    private static let open = HTTPRequest(.get, Bench.endpoint(Servers.api + "/open"))

    private func bench() async throws -> (RefreshBench, SessionManager) {
        let bench = try await RefreshBench()
        bench.bench.transport.failAll(.answered(.json(401, "{}")))
        let manager = try bench.manager()
        await manager.start()
        return (bench, manager)
    }

    @Test("costs one refresh, not one for each request, until some time has passed")
    func once() async throws {
        let (bench, manager) = try await bench()
        for _ in 1...5 { #expect(try await manager.send(Self.closed).status == 401) }
        #expect(bench.sent == ["refresh-0"])
        bench.time.advance(by: .seconds(300))
        for _ in 1...5 { #expect(try await manager.send(Self.closed).status == 401) }
        #expect(bench.sent == ["refresh-0", "refresh-1"])
    }

    @Test("says nothing about others, and two of them are no storm")
    func others() async throws {
        let (bench, manager) = try await bench()
        _ = try await manager.send(Self.closed)
        for _ in 1...10 {
            _ = try await manager.send(Self.open)
            _ = try await manager.send(Self.closed)
        }
        #expect(bench.sent == ["refresh-0", "refresh-1"])
    }

    @Test("does not keep a request from the token that has come since it was sent, which costs nothing")
    func lateAnswer() async throws {
        let (bench, manager) = try await bench()
        let refusal = HTTPResponse.json(401, "{}")
        let early = try await manager.authorization(of: Self.closed, minTTL: .zero)
        _ = try await manager.send(Self.closed)
        let again = try await manager.takeAnswer(refusal, to: early)
        #expect(again?.request.authorization == .bearer(Secret("access-1")))
        #expect(bench.sent == ["refresh-0"])
    }

    @Test("is known as well where the app sends its requests itself")
    func ownClient() async throws {
        let (bench, manager) = try await bench()
        let refusal = HTTPResponse.json(401, "{}")
        for _ in 1...3 {
            let first = try await manager.authorization(of: Self.closed, minTTL: .zero)
            guard let again = try await manager.takeAnswer(refusal, to: first) else { continue }
            guard case .stands = try manager.verdict(on: refusal, to: again) else {
                Issue.record("it is sent a third time")
                return
            }
        }
        #expect(bench.sent == ["refresh-0"])
    }

    @Test("is forgotten where there are very many, and never grows")
    func room() {
        var refusals = RefusedOnArrival()
        for number in 0..<600 {
            let endpoint = Bench.endpoint("https://api.example/\(number)?q=\(number)")
            refusals.note(endpoint, until: .seconds(10))
            #expect(refusals.contains(endpoint, uptime: .seconds(9)))
            #expect(!refusals.contains(endpoint, uptime: .seconds(10)))
        }
        #expect(refusals.contains(Bench.endpoint("https://api.example/599"), uptime: .zero))
        #expect(!refusals.contains(Bench.endpoint("https://api.example/0"), uptime: .zero))
    }
}
