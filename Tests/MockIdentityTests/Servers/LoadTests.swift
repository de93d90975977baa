import Foundation
import MockIdentity
import Testing

@Suite struct LoadTests {
    @Test func dozensOfParallelRequestsAreAllAnswered() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<96 {
                    group.addTask {
                        number.isMultiple(of: 2)
                            ? try await mock.me(session.accessToken).status
                            : try await mock.refresh(session.refreshToken).status
                    }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 96])
            #expect(mock.ledger.counters.requests(.api, "GET", "/me") == 48)
            #expect(mock.ledger.counters.outcomes(.supertokens, "refreshed") == 48)
            #expect(mock.ledger.entries.allSatisfy { $0.answeredSequence != nil })
        }
    }

    @Test func oneConnectionCarriesSeveralRequests() async throws {
        try await MockIdentity.test { mock in
            let port = try #require(URLComponents(string: mock.addresses.api)?.port)
            let request = Data("GET /me HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            let received = try await RawClient.offPool {
                let socket = try RawSocket(port: UInt16(clamping: port), timeoutSeconds: 20)
                var all = Data()
                for _ in 0..<3 {
                    try socket.write(request)
                    all += try socket.readAll { String(decoding: $0, as: UTF8.self).hasSuffix("}") }
                }
                return all
            }
            let text = String(decoding: received, as: UTF8.self)
            #expect(text.components(separatedBy: "HTTP/1.1 401").count == 4)
            #expect(mock.ledger.entries(.api).count == 3)
        }
    }

    @Test func largeBodiesArrive() async throws {
        try await MockIdentity.test { mock in
            let text = String(repeating: "x", count: 300_000)
            let token = try await mock.ada().accessToken
            let answer = try await RawClient.postJSON(
                mock.addresses.api + "/echo",
                ["text": .string(text)],
                headers: [("Authorization", "Bearer \(token)")]
            )
            #expect(answer.json["body"]?["text"]?.string == text)
        }
    }

    @Test func stoppedServersAreGone() async throws {
        // A freed port may be another test's the moment after; that this happens every time is out of the question.
        for _ in 1...3 {
            var url = ""
            try await MockIdentity.test { url = $0.meURL }
            do {
                _ = try await RawClient.send("GET", url, timeoutSeconds: 1)
            } catch is RawSocketError {
                return
            }
        }
        Issue.record("somebody still listens where the servers were")
    }
}
