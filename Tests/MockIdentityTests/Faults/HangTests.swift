import Foundation
import MockIdentity
import Testing

@Suite struct HangTests {
    @Test func hangsBeforeTheWorkUntilReleased() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            mock.faults.add(Fault(.hang, server: .supertokens))
            async let answer = mock.migrate(token)
            await mock.ledger.wait { $0.contains { $0.server == .supertokens } }
            #expect(mock.supertokens.allSessions.isEmpty)
            #expect(mock.outcomes(.supertokens) == ["pending"])
            // Others are served meanwhile.
            #expect(try await mock.me(token).status == 200)
            mock.faults.release()
            #expect(try await answer.status == 200)
            #expect(mock.supertokens.allSessions.count == 1)
        }
    }

    @Test func hangsWithTheAnswerAfterTheWork() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            mock.faults.add(Fault(.hangAnswer, server: .supertokens))
            let url = mock.migrateURL
            let result = try await RawClient.send(
                "POST",
                url,
                headers: [("Authorization", "Bearer \(token)")],
                timeoutSeconds: 1
            )
            #expect(result.isSilent)
            // On a busy machine the work may outlast the client's patience; it is done all the same.
            for _ in 0..<1000 where mock.supertokens.allSessions.isEmpty { _ = try await mock.me(token) }
            #expect(mock.supertokens.allSessions.count == 1)
            #expect(mock.outcomes(.supertokens) == ["pending"])
        }
    }

    @Test func stoppingEndsWhatHangs() async throws {
        var pending: Task<RawResult, any Error>?
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            mock.faults.add(Fault(.hang, server: .supertokens))
            let url = mock.migrateURL
            pending = Task {
                try await RawClient.send("POST", url, headers: [("Authorization", "Bearer \(token)")])
            }
            await mock.ledger.wait { !$0.isEmpty }
            #expect(mock.outcomes(.supertokens) == ["pending"])
        }
        let result = try #require(try await pending?.value)
        #expect(result.answer == nil && !result.isSilent)
    }
}
