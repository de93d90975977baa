import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

@Suite("Requests that the app sends itself", .timeLimit(.minutes(10)))
struct AnswerTests {
    private static let me = HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))

    /// What an app with an HTTP client of its own does.
    private static func sendByHand(_ manager: SessionManager, _ bench: Bench) async throws -> HTTPResponse {
        let ready = try manager.readyAuthorization(of: me, minTTL: .zero)
        var sent: RequestAuthorization
        if let ready { sent = ready } else { sent = try await manager.authorization(of: me, minTTL: .zero) }
        while true {
            let response = try await bench.transport.send(sent.request)
            switch try manager.verdict(on: response, to: sent) {
            case .stands: return response
            case .again(let next): sent = next
            case .takesWork:
                guard let next = try await manager.takeAnswer(response, to: sent) else { return response }
                sent = next
            }
        }
    }

    static let answers: [[Int: HTTPResponse]] = [
        [:],
        [1: .json(401, #"{"message":"try refresh token"}"#)],
        [1: .json(401, "{}"), 3: .json(401, "{}")],
        [1: .json(403, "{}")],
        [1: .json(401, #"{"message":"unauthorised"}"#, ["front-token": "remove"])],
        [1: .json(200, #"{"status":"OK"}"#, ["front-token": "remove"])],
        [1: .json(401, "{}"), 3: .json(200, "{}", ["front-token": "remove"])],
        [1: .json(401, "{}"), 2: .json(503, "{}")],
    ]

    @Test("cost what the library's own requests cost, and come to the same", arguments: answers)
    func same(answers: [Int: HTTPResponse]) async throws {
        var outcomes: [[String]] = []
        for isByHand in [false, true] {
            let bench = Bench()
            let manager = try bench.manager()
            await manager.start()
            bench.transport.forget()
            for (number, answer) in answers { bench.transport.fail(number, .answered(answer)) }
            let result: String
            do {
                let response =
                    isByHand ? try await Self.sendByHand(manager, bench) : try await manager.send(Self.me)
                result = "\(response.status)"
            } catch let error as SessionError {
                result = error.code.rawValue
            }
            let stored = await bench.record().session != nil
            outcomes.append(
                [result, manager.current.name, "\(stored)"] + bench.transport.requests.map(\.endpoint.target)
            )
        }
        #expect(outcomes[0] == outcomes[1])
    }

    @Test("go only where the token may go")
    func elsewhere() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let request = HTTPRequest(.get, Bench.endpoint("https://evil.example/me"))
        #expect(throws: SessionError.self) { try manager.readyAuthorization(of: request, minTTL: .zero) }
        await #expect { try await manager.authorization(of: request, minTTL: .zero) } throws: {
            ($0 as? SessionError)?.code == .originNotAllowed
        }
    }

    @Test("get the newer token after a 401 to an older one, and nobody is asked")
    func older() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let sent = try await manager.authorization(of: Self.me, minTTL: .zero)
        let fresh = try await manager.refresh()
        bench.transport.forget()
        let next = try await manager.takeAnswer(.json(401, "{}"), to: sent)
        #expect(next?.request.authorization == .bearer(fresh.accessToken))
        #expect(bench.transport.requests.isEmpty)
        // A token of long ago that brings an end or a replacement says nothing about the one in use.
        let over = HTTPResponse.json(401, "{}", ["front-token": "remove"])
        #expect(try await manager.takeAnswer(over, to: sent) == nil)
        #expect(manager.current.name == "active")
    }

    @Test("are of no consequence any more after a sign-out")
    func signedOut() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let sent = try await manager.authorization(of: Self.me, minTTL: .zero)
        try await manager.signOut()
        #expect(try await manager.takeAnswer(.json(401, "{}"), to: sent) == nil)
        guard case .stands = try manager.verdict(on: .json(401, "{}"), to: sent) else {
            Issue.record("an answer after a sign-out takes work")
            return
        }
    }

    @Test("never put the next user's token on the request of the one before")
    func anotherUser() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let sent = try await manager.authorization(of: Self.me, minTTL: .zero)
        try await manager.signOut()
        bench.source.put(bench.servers.signInAtOld(), at: "second")
        await manager.start()
        #expect(manager.current.name == "active")
        #expect(try await manager.takeAnswer(.json(401, "{}"), to: sent) == nil)
        guard case .stands = try manager.verdict(on: .json(401, "{}"), to: sent) else {
            Issue.record("the answer to another user's request takes work")
            return
        }
    }

    @Test("say nothing of a request to a server that this session's token may not go to")
    func otherOrigin() async throws {
        let bench = Bench()
        let manager = try bench.manager()
        await manager.start()
        let sent = try await manager.authorization(of: Self.me, minTTL: .zero)
        let elsewhere = RequestAuthorization(
            request: HTTPRequest(.get, Bench.endpoint("https://elsewhere.example/me")),
            token: sent.token,
            attempt: .first,
            tenure: sent.tenure
        )
        #expect { try manager.verdict(on: .json(401, "{}"), to: elsewhere) } throws: {
            ($0 as? SessionError)?.code == .originNotAllowed
        }
        await #expect { try await manager.takeAnswer(.json(401, "{}"), to: elsewhere) } throws: {
            ($0 as? SessionError)?.code == .originNotAllowed
        }
    }

    @Test("leave a living session alone on a 401 where the answer to an earlier refresh was lost")
    func lostAnswer() async throws {
        let bench = try await RefreshBench(reuseWindow: nil)
        bench.provider.fail(.refresh, with: [RefreshBench.error(.transient)])
        let manager = try bench.manager()
        await manager.start()
        await #expect(throws: SessionError.self) { try await manager.refresh() }
        bench.time.advance(by: .seconds(60))
        let request = HTTPRequest(.get, Bench.endpoint(Servers.api + "/me"))
        let sent = try await manager.authorization(of: request, minTTL: .zero)
        await #expect { try await manager.takeAnswer(.json(401, "{}"), to: sent) } throws: {
            ($0 as? SessionError)?.code == .transient
        }
        #expect(bench.sent == ["refresh-0"], "the spent one is not sent again")
        #expect(manager.current.name == "active")
    }
}
