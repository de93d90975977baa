import Foundation
import MockIdentity
import Testing

@Suite struct HeaderFaultTests {
    @Test func dateIsOffWhileTheClockIsNot() async throws {
        try await MockIdentity.test { mock in
            var fault = Fault(.dateOffset)
            fault.offsetSeconds = -3 * 3600
            mock.faults.add(fault)
            let first = try await RawClient.get(mock.meURL)
            #expect(first["date"] == "Fri, 15 Jan 2027 05:00:00 GMT")
            let second = try await RawClient.get(mock.meURL)
            #expect(second["date"] == "Fri, 15 Jan 2027 08:00:00 GMT")
        }
    }

    @Test(arguments: [
        ("upper", "ST-ACCESS-TOKEN"), ("title", "St-Access-Token"), ("mixed", "sT-AcCeSs-tOkEn"),
    ])
    func headerCase(name: String, expected: String) async throws {
        try await MockIdentity.test { mock in
            var fault = Fault(.headerCase, server: .supertokens)
            fault.headerCase = name
            mock.faults.add(fault)
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer.fields.map(\.name).contains(expected))
            _ = try TestSession(answer)
        }
    }

    @Test func hugeHeaders() async throws {
        try await MockIdentity.test { mock in
            var fault = Fault(.hugeHeaders)
            fault.bytes = 250_000
            mock.faults.add(fault)
            let answer = try await RawClient.get(mock.meURL)
            #expect(answer.status == 401)
            #expect(answer.fields.reduce(0) { $0 + $1.value.count } >= 250_000)
        }
    }

    @Test func emptyHeadersAreDropped() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.dropEmptyHeaders))
            let answer = try await mock.refresh("garbage")
            #expect(answer.status == 401)
            #expect(answer["st-access-token"] == nil && answer["st-refresh-token"] == nil)
            #expect(answer["front-token"] == "remove")
        }
    }

    @Test func namedHeadersAreDroppedAndSet() async throws {
        try await MockIdentity.test { mock in
            var drop = Fault(.dropHeaders, server: .supertokens)
            drop.names = ["St-Refresh-Token"]
            var set = Fault(.setHeaders, server: .supertokens)
            set.headers = ["x-proxy": "1", "Content-Type": "text/plain"]
            mock.faults.add(drop)
            mock.faults.add(set)
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer["st-refresh-token"] == nil)
            #expect(answer["st-access-token"]?.isEmpty == false)
            #expect(answer["x-proxy"] == "1")
            #expect(answer.values(of: "content-type") == ["text/plain"])
            #expect(mock.ledger.entries(.supertokens).map(\.faults) == [["drop-headers", "set-headers"]])
        }
    }

    @Test func oneFaultDecidesAndOthersAddToIt() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(.status(503))
            mock.faults.add(.status(502))
            var late = Fault(.status, path: "/me")
            late.status = 500
            late.after = 1
            mock.faults.add(late)
            var set = Fault(.setHeaders, times: 0)
            set.headers = ["x-proxy": "1"]
            mock.faults.add(set)
            var seen: [Int] = []
            for _ in 0..<4 {
                let answer = try await RawClient.get(mock.meURL)
                seen.append(answer.status)
                #expect(answer["x-proxy"] == "1")
            }
            // The third passes the last fault, which lets one matching request go by, and the fourth meets it.
            #expect(seen == [503, 502, 401, 500])
            #expect(mock.faults.pending.map(\.kind) == [.setHeaders])
        }
    }

    @Test func faultsKeepToTheirServerPathAndMethod() async throws {
        try await MockIdentity.test { mock in
            var fault = Fault.status(503, server: .legacy, path: "/oauth/", times: 0)
            fault.method = "post"
            mock.faults.add(fault)
            let api = try await RawClient.get(mock.meURL)
            #expect(api.status == 401)
            #expect(try await RawClient.get(mock.addresses.legacy + "/userinfo").status == 401)
            #expect(try await RawClient.get(mock.tokenURL).status == 404)
            #expect(try await mock.legacyRefresh("x").status == 503)
            #expect(try await mock.legacyRefresh("x").status == 503)
        }
    }
}
