import Foundation
import MockIdentity
import Testing

@Suite struct FaultTests {
    @Test func statusWithBodyTypeAndRetryAfter() async throws {
        try await MockIdentity.test { mock in
            var fault = Fault.status(
                429,
                server: .api,
                path: "/me",
                times: 2,
                body: "slow down",
                retryAfter: "7"
            )
            fault.contentType = "text/plain"
            mock.faults.add(fault)
            for _ in 0..<2 {
                let answer = try await RawClient.get(mock.meURL)
                #expect(answer.status == 429)
                #expect(answer.text == "slow down")
                #expect(answer["content-type"] == "text/plain")
                #expect(answer["retry-after"] == "7")
            }
            #expect(try await RawClient.get(mock.meURL).status == 401)
            #expect(mock.ledger.entries.map(\.faults) == [["status"], ["status"], []])
        }
    }

    @Test func decidingFaultsDoNoWork() async throws {
        let kinds: [FaultKind] = [.status, .captivePortal, .empty, .withoutTokens, .redirect, .reset, .close]
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada()
            for kind in kinds {
                mock.faults.add(Fault(kind, server: .supertokens))
                _ = try await RawClient.send(
                    "POST",
                    mock.migrateURL,
                    headers: [("Authorization", "Bearer \(tokens.accessToken)")]
                )
            }
            #expect(mock.supertokens.allSessions.isEmpty)
            #expect(mock.outcomes(.supertokens) == kinds.map { "fault-\($0.rawValue)" })
            #expect(mock.ledger.entries.allSatisfy { $0.issued.isEmpty })
        }
    }

    @Test func captivePortalIsHTML() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.captivePortal))
            let answer = try await RawClient.get(mock.meURL)
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/html; charset=utf-8")
            #expect(answer.text.hasPrefix("<!DOCTYPE html>"))
        }
    }

    @Test func emptyAnswerAndAnswerWithoutTokens() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.empty))
            mock.faults.add(Fault(.withoutTokens))
            let empty = try await RawClient.get(mock.meURL)
            #expect(empty.status == 200)
            #expect(empty.body.isEmpty)
            #expect(empty["content-length"] == "0")
            #expect(try await RawClient.get(mock.meURL).text == #"{"status":"OK"}"#)
        }
    }

    @Test func redirect() async throws {
        try await MockIdentity.test { mock in
            var fault = Fault(.redirect)
            fault.location = "http://127.0.0.1:9/elsewhere"
            mock.faults.add(fault)
            let answer = try await RawClient.get(mock.meURL)
            #expect(answer.status == 307)
            #expect(answer["location"] == "http://127.0.0.1:9/elsewhere")
        }
    }

    @Test func resetAndCloseAreDifferentOnTheWire() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.reset))
            mock.faults.add(Fault(.close))
            let first = try await RawClient.send("GET", mock.meURL)
            #expect(first.isReset)
            let second = try await RawClient.send("GET", mock.meURL)
            #expect(second.isClosed)
            #expect(mock.ledger.entries.map(\.status) == [nil, nil])
            #expect(try await RawClient.get(mock.meURL).status == 401)
        }
    }

    @Test(arguments: [true, false])
    func lostAnswerHasDoneItsWork(reset: Bool) async throws {
        try await MockIdentity.test { mock in
            let tokens = try await mock.ada()
            var fault = Fault(.loseAnswer, server: .supertokens, path: "/migrate-session")
            fault.reset = reset
            mock.faults.add(fault)
            let result = try await RawClient.send(
                "POST",
                mock.migrateURL,
                headers: [("Authorization", "Bearer \(tokens.accessToken)")]
            )
            #expect(reset ? result.isReset : result.isClosed)
            #expect(mock.supertokens.allSessions.count == 1)
            let entry = try #require(mock.ledger.entries(.supertokens).first)
            #expect(entry.outcome == "session-created")
            #expect(entry.status == nil)
            #expect(entry.issued["st-refresh-token"] != nil)
        }
    }

    @Test func truncatedBodyIsAnnouncedWhole() async throws {
        try await MockIdentity.test { mock in
            let token = try await mock.ada().accessToken
            mock.faults.add(Fault(.truncate, server: .legacy, path: "/oauth/token"))
            let refresh = try await mock.legacyRefresh(try await mock.ada().refreshToken)
            #expect(refresh.status == 200)
            #expect(refresh.isTruncated)
            #expect(refresh.body.count > 100)
            #expect(refresh.json == .null)
            #expect(mock.outcomes(.legacy) == ["refreshed"])
            mock.faults.add(Fault(.truncate, server: .legacy, path: "/oauth/revoke"))
            let revoke = try await RawClient.postForm(
                mock.revokeURL,
                [("token", token), ("client_id", "legacy-client")]
            )
            #expect(revoke.isTruncated)
            #expect(revoke.body.isEmpty)
        }
    }

    @Test func strippedTokensLeaveTheSession() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.stripTokens, server: .supertokens))
            mock.faults.add(Fault(.stripTokens, server: .legacy, path: "/oauth/token"))
            let tokens = try await mock.ada()
            let answer = try await mock.migrate(tokens.accessToken)
            #expect(answer.status == 200)
            #expect(answer["st-access-token"] == nil && answer["front-token"] == nil)
            #expect(mock.supertokens.allSessions.count == 1)
            let refresh = try await mock.legacyRefresh(tokens.refreshToken)
            #expect(refresh.status == 200)
            #expect(refresh.json["access_token"] == nil && refresh.json["refresh_token"] == nil)
            #expect(refresh.json["expires_in"] != nil)
        }
    }

    @Test func slowWaits() async throws {
        try await MockIdentity.test { mock in
            for kind in [FaultKind.slow, .slowAnswer] {
                var fault = Fault(kind)
                fault.delaySeconds = 0.3
                mock.faults.add(fault)
                let start = ContinuousClock.now
                let status = try await RawClient.get(mock.meURL).status
                #expect(status == 401)
                #expect(start.duration(to: .now) >= .seconds(0.3))
            }
        }
    }
}
