import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite("What an answer says of the session, where the store takes nothing", .timeLimit(.minutes(10)))
struct UnwrittenAnswerTests {
    private let me = HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))

    /// The headers of an answer that ends the session.
    private let over: HTTPFields = ["st-access-token": "", "st-refresh-token": "", "front-token": "remove"]

    /// A manager with a session, on a disk that is full.
    ///
    /// - Parameter isUnsaved: Whether its tokens are in memory only, for they came after the disk was.
    private func signedIn(isUnsaved: Bool) async throws -> (Bench, LockedStore, SessionManager) {
        let bench = Bench()
        let store = LockedStore(bench.store)
        let manager = try bench.manager { $0.store = store }
        await manager.start()
        if isUnsaved {
            bench.transport.forget()
            bench.transport.hold()
            async let refreshed = manager.refresh()
            await bench.transport.requests(atLeast: 1)
            store.refusesWrites = true
            bench.transport.release()
            _ = try await refreshed
            #expect(manager.isPersistenceDegraded)
        }
        store.refusesWrites = true
        bench.transport.forget()
        return (bench, store, manager)
    }

    /// The headers of an answer that carries tokens, the access token first.
    private func tokens(_ bench: Bench, refresh: String? = nil) -> (access: String, fields: HTTPFields) {
        let now = Int(bench.time.wall.timeIntervalSince1970)
        let access = Servers.State.token([
            "sub": "user", "iat": .integer(now), "exp": .integer(now + 7200),
        ])
        let front: JSONValue = ["uid": "user", "ate": .integer((now + 7200) * 1000), "up": [:]]
        var fields: HTTPFields = [
            "st-access-token": access, "front-token": Base64URL.encode(front.serialized),
        ]
        if let refresh { fields["st-refresh-token"] = refresh }
        return (access, fields)
    }

    @Test("a token that it replaces is used", arguments: [false, true])
    func replaced(isUnsaved: Bool) async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: isUnsaved)
        let (token, fields) = tokens(bench)
        bench.transport.fail(1, .answered(.json(200, "{}", fields)))
        #expect(try await manager.send(me).status == 200)
        #expect(manager.currentAccessToken?.exposed == token)
        store.refusesWrites = false
        await manager.start()
        #expect(manager.currentAccessToken?.exposed == token)
        #expect(!manager.isPersistenceDegraded)
        // The next refresh is the stored record's again, and nothing is sent that was spent.
        bench.time.advance(by: .seconds(7200))
        _ = try await manager.accessToken()
        #expect(manager.current.name == "active")
    }

    @Test("a refresh token that it replaces is spent, and not sent any more")
    func refreshTokenReplaced() async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: false)
        let fields = tokens(bench, refresh: "another").fields
        bench.transport.fail(1, .answered(.json(200, "{}", fields)))
        #expect(try await manager.send(me).status == 200)
        #expect(manager.isPersistenceDegraded)
        store.refusesWrites = false
        await manager.start()
        #expect(!manager.isPersistenceDegraded)
        #expect(await bench.record().session?.refreshToken?.exposed == "another")
    }

    @Test("a session that it ends is over", arguments: [false, true], [200, 401])
    func ended(isUnsaved: Bool, status: Int) async throws {
        let (bench, _, manager) = try await signedIn(isUnsaved: isUnsaved)
        bench.transport.fail(1, .answered(.json(status, "{}", over)))
        _ = try? await manager.send(me)
        #expect(manager.current.name == (status == 200 ? "signed-out" : "rejected"))
        #expect(manager.currentAccessToken == nil)
        #expect(bench.transport.requests.count == 1)
    }

    @Test("tokens in memory that belong to a session which has ended are not written any more")
    func endedUnsaved() async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: true)
        store.refusesWrites = false
        bench.transport.fail(1, .answered(.json(200, "{}", over)))
        _ = try await manager.send(me)
        #expect(manager.current == .signedOut(.signedOut))
        #expect(!manager.isPersistenceDegraded)
        #expect(await bench.record().session == nil)
        #expect(await bench.record().ending?.reason == .signedOut)
    }

    @Test("a refresh token that comes after such a token is not lost either")
    func replacedTwice() async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: false)
        bench.transport.fail(1, .answered(.json(200, "{}", tokens(bench).fields)))
        _ = try await manager.send(me)
        bench.time.advance(by: .seconds(1))
        let (token, fields) = tokens(bench, refresh: "another")
        bench.transport.fail(2, .answered(.json(200, "{}", fields)))
        store.refusesWrites = false
        _ = try await manager.send(me)
        #expect(await bench.record().session?.refreshToken?.exposed == "another")
        #expect(manager.currentAccessToken?.exposed == token)
    }

    @Test("what another process stores afterwards is taken over")
    func takenOver() async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: false)
        for number in 1...3 {
            bench.time.advance(by: .seconds(1))
            bench.transport.fail(number, .answered(.json(200, "{}", tokens(bench).fields)))
            _ = try await manager.send(me)
        }
        store.refusesWrites = false
        let other = try bench.manager { $0.store = MortalStore(store: store, life: Lifeline()) }
        let token = try await other.refresh().accessToken
        await manager.reload()
        #expect(manager.currentAccessToken == token)
    }

    @Test("a new sign-in counts for more than an end that could not be written")
    func signInAfterEnd() async throws {
        let (bench, store, manager) = try await signedIn(isUnsaved: true)
        for number in 1...3 {
            let fields = tokens(bench, refresh: "another-\(number)").fields
            bench.transport.fail(number, .answered(.json(200, "{}", fields)))
            _ = try await manager.send(me)
        }
        bench.transport.fail(4, .answered(.json(200, "{}", over)))
        _ = try await manager.send(me)
        #expect(manager.current == .signedOut(.signedOut))
        store.refusesWrites = false
        try await manager.signIn(with: Session(accessToken: Secret("new"), refreshToken: Secret("fresh")))
        #expect(manager.currentAccessToken?.exposed == "new")
    }
}
