import CarryoverCore
import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverVerifier

@Suite(.timeLimit(.minutes(10)))
struct KeyCacheTests {
    private let server = KeyServer()
    private let cache: KeyCache
    private let now = Providers.now

    init() {
        cache = KeyCache(policy: KeyCachePolicy(), fetch: server.answer)
    }

    private func code(_ id: String?, at now: Date) async -> String {
        do throws(VerificationError) {
            return "use \(try await cache.key(for: id, at: now).id ?? "?")"
        } catch {
            return error.code.rawValue
        }
    }

    /// Waits until so many callers wait for a fetch.
    private func callers(_ count: Int) async {
        while cache.waiting < count, !Task.isCancelled { await Task.yield() }
    }

    @Test("a hundred verifications with a key that is not known yet cost one fetch, and all succeed")
    func singleFlight() async throws {
        server.publish([.es256("a")])
        #expect(await code("a", at: now) == "use a")
        server.publish([.es256("a"), .es256("b")])
        server.hold()
        let later = now.addingTimeInterval(60)
        let codes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { await code("b", at: later) } }
            await callers(100)
            #expect(await code("a", at: later) == "use a", "who knows his key does not wait")
            server.release()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: "use b", count: 100))
        #expect(server.count == 2)
    }

    @Test("a hundred keys that nobody has cost one fetch, too")
    func manyUnknown() async throws {
        server.publish([.es256("a")])
        #expect(await code("a", at: now) == "use a")
        server.hold()
        let later = now.addingTimeInterval(60)
        let codes = await withTaskGroup(of: String.self) { group in
            for number in 0..<100 { group.addTask { await code("random-\(number)", at: later) } }
            await callers(100)
            server.release()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: "unknown-key", count: 100))
        for number in 0..<100 { #expect(await code("later-\(number)", at: later) == "unknown-key") }
        #expect(server.count == 2)
    }

    @Test("one failure answers all who wait, tells why, and the server is left alone for a second")
    func sharedFailure() async throws {
        server.fail()
        server.hold()
        let codes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { await code("a", at: now) } }
            await callers(100)
            server.release()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: "keys-unavailable", count: 100))
        await #expect { try await cache.key(for: "a", at: now) } throws: { error in
            guard let error = error as? VerificationError else { return false }
            return error.underlying is KeyServer.Failure && error.isTransient
        }
        #expect(server.count == 1)
        server.fail(false)
        server.publish([.es256("a")])
        #expect(await code("a", at: now.addingTimeInterval(1)) == "use a")
    }

    @Test("a caller that is cancelled leaves at once and alone", arguments: [0, 1])
    func cancelled(which: Int) async throws {
        server.publish([.es256("a")])
        server.hold()
        let first = Task { await code("a", at: now) }
        await callers(1)
        let calls = [first, Task { await code("a", at: now) }]
        await callers(2)
        calls[which].cancel()
        #expect(await calls[which].value == "cancelled")
        server.release()
        #expect(await calls[1 - which].value == "use a")
        #expect(server.count == 1)
    }

    @Test("what a fetch brings is kept although nobody waits for it any more")
    func abandoned() async throws {
        server.publish([.es256("a")])
        server.hold()
        let call = Task { await code("a", at: now) }
        await server.arrival()
        call.cancel()
        #expect(await call.value == "cancelled")
        server.release()
        #expect(await code("a", at: now) == "use a")
        #expect(server.count == 1)
    }

    @Test(
        "a key set that turned into something else leaves the last good one in place",
        arguments: ["<html>", #"{"keys":[]}"#]
    )
    func garbage(_ text: String) async throws {
        server.publish([.es256("a")])
        #expect(await code("a", at: now) == "use a")
        server.publish(text: text)
        #expect(await code("a", at: now.addingTimeInterval(7200)) == "use a")
        #expect(server.count == 2)
    }

    @Test("a key that the provider withdrew is refused from the next fetch on")
    func withdrawn() async throws {
        server.publish([.es256("a"), .es256("b")])
        #expect(await code("a", at: now) == "use a")
        server.publish([.es256("b")])
        #expect(await code("a", at: now.addingTimeInterval(3600)) == "use a")
        #expect(await code("a", at: now.addingTimeInterval(3601)) == "unknown-key")
    }

    @Test(
        "over a transport the set is asked for at its address, and only an answer of 200 counts",
        arguments: [200, 301, 404, 500]
    )
    func transport(status: Int) async throws {
        let key = TestKey.es256("new-1")
        let transport = ScriptedTransport { _ in
            HTTPResponse(status: status, body: Secret(TestKey.set([key])))
        }
        let keys = TrustedKeys.fetched(
            from: try Endpoint("https://new.example.com/jwks?v=1"),
            over: transport
        )
        let verifier = TokenVerifier(
            legacy: nil,
            new: TrustedIssuer(Providers.newIssuer, audiences: [Providers.audience], keys: keys)
        )
        // Addresses that the token brings along are nobody's business.
        let token = try Providers.newDraft.with(header: "jku", "https://evil.example.com/").signed(by: key)
        var code = ""
        for _ in 1...2 {
            do throws(VerificationError) {
                code = try await verifier.verify(token, at: now).owner.rawValue
            } catch {
                code = error.code.rawValue
                #expect(error.owner == .new)
            }
        }
        #expect(code == (status == 200 ? "new" : "keys-unavailable"))
        #expect(transport.requests.map(\.endpoint.url) == ["https://new.example.com/jwks?v=1"])
        #expect(transport.requests.first?.authorization == nil)
    }

    @Test("with pinned keys nobody is asked")
    func pinned() async throws {
        let providers = try await Providers()
        let token = try Providers.legacyDraft.signed(by: providers.legacyKey)
        #expect(await providers.verdict(on: token) == "legacy")
        #expect(
            await providers.verdict(on: try Providers.legacyDraft.signed(by: .es256("old-3")))
                == "unknown-key"
        )
    }

    @Test(
        "a token that is bad in itself makes nothing be fetched",
        arguments: (Forgery.forms + Forgery.headers).filter {
            ["malformed", "token-type", "critical-header"].contains($0.code)
        }
    )
    func nothingFetched(_ forgery: Forgery) async throws {
        let keys = TrustedKeys.fetched(server.answer)
        let issuer = TrustedIssuer(Providers.legacyIssuer, audiences: [], keys: keys)
        let token = try forgery.token(try await Providers())
        await #expect(throws: VerificationError.self) {
            try await TokenVerifier(legacy: issuer, new: issuer).verify(token, at: now)
        }
        #expect(server.count == 0)
    }
}
