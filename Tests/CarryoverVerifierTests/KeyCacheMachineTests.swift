import FoundationEssentials
import Testing

@testable import CarryoverVerifier

@Suite(.timeLimit(.minutes(10)))
struct KeyCacheMachineTests {
    private let keys: VerificationKeys
    private var machine = KeyCacheMachine(policy: KeyCachePolicy())

    init() async throws {
        keys = try await VerificationKeys(jwks: TestKey.set([.es256("a"), .es256("b")]))
    }

    private mutating func step(_ id: String?, _ seconds: Double) -> String {
        switch machine.step(for: id, at: Providers.now.addingTimeInterval(seconds)) {
        case .use(let key): "use \(key.id ?? "?")"
        case .fetch: "fetch"
        case .wait: "wait"
        case .refuse(let error): error.code.rawValue
        }
    }

    private mutating func fetch(at seconds: Double) {
        #expect(step("a", seconds) == "fetch")
        machine.land(.success(keys))
    }

    private mutating func fail() {
        machine.land(.failure(VerificationError(.keysUnavailable, "no answer")))
    }

    @Test("keys are fetched when they are first needed, and then kept for an hour")
    mutating func firstTime() {
        #expect(step("a", 0) == "fetch")
        #expect(step("a", 0) == "wait")
        machine.land(.success(keys))
        #expect(step("a", 1) == "use a")
        #expect(step("b", 3600) == "use b")
        #expect(step("b", 3601) == "fetch")
        #expect(step("b", 3601) == "use b", "while they are fetched the old ones do")
        #expect(step("c", 3601) == "wait", "but not for a key that is not among them")
    }

    @Test("an unknown key makes them be fetched, but not twice within half a minute")
    mutating func unknown() {
        fetch(at: 0)
        #expect(step("c", 29) == "unknown-key")
        #expect(step("c", 30) == "fetch")
        machine.land(.success(keys))
        #expect(step("d", 31) == "unknown-key", "whatever its name is")
        #expect(step("d", 59) == "unknown-key")
        #expect(step("d", 60) == "fetch")
    }

    @Test("a token that leaves the key open makes nothing be fetched")
    mutating func open() {
        #expect(step(nil, 0) == "fetch")
        machine.land(.success(keys))
        #expect(step(nil, 100) == "unknown-key")
    }

    @Test("after a failure they are fetched again after one second, two, four, up to half a minute")
    mutating func backOff() {
        var time = 0.0
        #expect(step("a", time) == "fetch")
        for pause in [1.0, 2, 4, 8, 16, 30, 30] {
            fail()
            #expect(step("a", time + pause - 0.5) == "keys-unavailable")
            time += pause
            #expect(step("a", time) == "fetch")
        }
        machine.land(.success(keys))
        #expect(step("a", time + 1) == "use a")
        #expect(step("c", time + 29) == "unknown-key", "a success ends the back-off")
    }

    @Test("keys that cannot be fetched anew are used for a day, and asked for meanwhile")
    mutating func stale() {
        fetch(at: 0)
        #expect(step("a", 3601) == "fetch")
        fail()
        #expect(step("a", 3601.5) == "use a")
        #expect(step("a", 3602) == "fetch")
        fail()
        #expect(step("c", 3603) == "unknown-key")
        #expect(step("a", 86_400) == "fetch")
        fail()
        #expect(step("a", 86_400) == "use a")
        #expect(step("a", 86_401) == "keys-unavailable")
    }

    @Test("the age counts from the moment of asking, since the answer is no younger")
    mutating func age() throws {
        #expect(step("a", 0) == "fetch")
        #expect(step("a", 3000) == "wait")
        machine.land(.success(keys))
        #expect(step("a", 3601) == "fetch")
    }

    @Test("a clock that was set back neither keeps keys for ever nor keeps them from being fetched")
    mutating func clockSetBack() {
        fetch(at: 1_000_000)
        #expect(step("a", 0) == "use a")
        #expect(step("c", 29) == "unknown-key")
        #expect(step("c", 30) == "fetch")
        fail()
        #expect(step("a", 3601) == "fetch")
    }

    @Test("who waited gets the key, or learns that there is none, and fetches no more")
    mutating func outcome() throws {
        func code(_ id: String?, _ seconds: Double = 0) -> String {
            do throws(VerificationError) {
                return
                    "use \(try machine.key(for: id, at: Providers.now.addingTimeInterval(seconds)).id ?? "?")"
            } catch {
                return error.code.rawValue
            }
        }
        #expect(step("a", 0) == "fetch")
        fail()
        #expect(code("a") == "keys-unavailable")
        fetch(at: 10)
        #expect(code("a", 10) == "use a")
        #expect(code("c", 10) == "unknown-key")
        #expect(code(nil, 10) == "unknown-key")
        #expect(code("a", 86_411) == "keys-unavailable")
    }
}
