import CarryoverTesting
import Testing

@testable import CarryoverCore

@Suite("A request belongs to whoever was signed in when it was made", .timeLimit(.minutes(10)))
struct SendTenureTests {
    private let me = HTTPRequest(.post, Bench.endpoint(Servers.api + "/me"), body: Secret("pay"))

    /// A manager that a request is under way of, whose token is being replaced.
    private func bench(isExpired: Bool) async throws -> (RefreshBench, SessionManager) {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        if isExpired {
            bench.time.advance(by: .seconds(3600))
        } else {
            bench.bench.transport.fail(1, .answered(.json(401, "{}")))
        }
        bench.provider.hold()
        return (bench, manager)
    }

    private func next(_ bench: RefreshBench) -> Session { bench.provider.session(50, at: bench.time) }

    @Test(
        "it is not sent with the next user's token, whose sign-in came during its refresh",
        arguments: [true, false]
    )
    func signIn(isExpired: Bool) async throws {
        let (bench, manager) = try await bench(isExpired: isExpired)
        let call = Task { try await manager.send(me) }
        await bench.provider.calls(atLeast: 1)
        let signedIn = Task { try await manager.signIn(with: next(bench)) }
        // The lock is the refresh's: what is still to be done for the sign-in waits for it.
        await bench.time.sleepers(atLeast: 1)
        bench.provider.release()
        let result = await call.result
        try await signedIn.value
        if isExpired {
            #expect(throws: SessionError.self) { try result.get() }
            #expect(bench.bench.transport.requests.isEmpty)
        } else {
            let tokens = bench.bench.transport.requests.map(\.authorization)
            #expect(tokens == [.bearer(Secret("access-0"))])
        }
        #expect(try await manager.accessToken().exposed == "access-50")
        var request = me
        try await manager.authorize(&request)
        #expect(request.authorization == .bearer(Secret("access-50")))
    }

    @Test("a token that came too late is nobody's: who asked for one gets that of whoever is signed in")
    func accessToken() async throws {
        let (bench, manager) = try await bench(isExpired: true)
        let call = Task { try await manager.accessToken() }
        await bench.provider.calls(atLeast: 1)
        let signedIn = Task { try await manager.signIn(with: next(bench)) }
        await bench.time.sleepers(atLeast: 1)
        bench.provider.release()
        #expect(try await call.value.exposed == "access-50")
        try await signedIn.value
    }

    @Test("a token that came after the sign-out is given to nobody")
    func signOut() async throws {
        let (bench, manager) = try await bench(isExpired: true)
        let call = Task { try await manager.accessToken() }
        let forced = Task { try await manager.refresh() }
        await bench.provider.calls(atLeast: 1)
        let signedOut = Task { try await manager.signOut() }
        await bench.time.sleepers(atLeast: 1)
        bench.provider.release()
        await #expect(throws: SessionError.self) { try await call.value }
        await #expect(throws: SessionError.self) { try await forced.value }
        try await signedOut.value
    }

    @Test("what the app sends itself says whose session its token is of")
    func authorization() async throws {
        let bench = try await RefreshBench()
        let manager = try bench.manager()
        await manager.start()
        let first = try await manager.authorization(of: me, minTTL: .zero)
        try await manager.signIn(with: next(bench))
        let second = try await manager.authorization(of: me, minTTL: .zero)
        #expect(first.tenure != second.tenure)
        #expect(second.request.authorization == .bearer(Secret("access-50")))
        #expect(try await manager.takeAnswer(.json(401, "{}"), to: first) == nil)
        #expect(bench.sent.isEmpty)
    }
}
