import Foundation
import MockIdentity
import Testing

@Suite struct ControlServerTests {
    @Test func signsInAtTheOldProvider() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.postJSON(
                mock.addresses.control + "/__legacy/sign-in",
                ["subject": "auth0|bob", "email": "bob@example.com", "expires_in": 5]
            )
            #expect(answer.status == 200)
            #expect(answer.json["expires_at"]?.number == 1_800_000_005)
            let token = try #require(answer.json["access_token"]?.string)
            #expect(try await mock.me(token).json["sub"]?.string == "auth0|bob")
            let state = try await RawClient.get(mock.addresses.control + "/__state").json
            #expect(state["legacy_sessions"]?.array?.first?["state"]?.string == "active")
            #expect(state["supertokens_sessions"]?.array?.isEmpty == true)
        }
    }

    @Test func movesTheClock() async throws {
        try await MockIdentity.test { mock in
            let url = mock.addresses.control + "/__clock"
            _ = try await RawClient.postJSON(url, ["offset_seconds": 7200])
            #expect(mock.clock.offset == 7200)
            let answer = try await RawClient.postJSON(url, ["advance_seconds": -200])
            #expect(mock.clock.offset == 7000)
            #expect(answer["date"] == "Fri, 15 Jan 2027 09:56:40 GMT")
            #expect(try await RawClient.postJSON(url, ["seconds": 1]).status == 400)
        }
    }

    @Test func changesPartOfTheSettings() async throws {
        try await MockIdentity.test { mock in
            let url = mock.addresses.control + "/__settings"
            let keys = mock.keys.supertokens.publicKeys
            let answer = try await RawClient.postJSON(
                url,
                [
                    "supertokens": ["access_token_seconds": 7, "pinned_keys": keys],
                    "legacy": ["rotation": false],
                ]
            )
            #expect(answer.status == 200)
            #expect(mock.settings.supertokens.accessTokenSeconds == 7)
            #expect(mock.settings.supertokens.pinnedKeys == keys)
            #expect(mock.settings.supertokens.graceSeconds == 30)
            #expect(!mock.settings.legacy.rotation)
            #expect(try await RawClient.get(url).json["legacy"]?["rotation"]?.bool == false)
        }
    }

    @Test func refusesUnknownSettingsAndFaults() async throws {
        try await MockIdentity.test { mock in
            let before = mock.settings
            let control = mock.addresses.control
            let setting = try await RawClient.postJSON(
                control + "/__settings",
                ["legacy": ["rotatoin": true]]
            )
            #expect(setting.status == 400)
            #expect(setting.text.contains("/legacy/rotatoin"))
            let type = try await RawClient.postJSON(control + "/__settings", ["legacy": ["rotation": "yes"]])
            #expect(type.status == 400)
            #expect(mock.settings == before)
            let fault = try await RawClient.postJSON(
                control + "/__faults",
                [["kind": "reset"], ["kind": "status", "sttus": 500]]
            )
            #expect(fault.status == 400)
            #expect(mock.faults.pending.isEmpty)
            #expect(try await RawClient.get(control + "/__nothing").status == 404)
        }
    }

    @Test func addsListsAndRemovesFaults() async throws {
        try await MockIdentity.test { mock in
            let url = mock.addresses.control + "/__faults"
            let added = try await RawClient.postJSON(
                url,
                ["kind": "status", "server": "api", "path": "/me", "status": 418, "times": 3]
            )
            #expect(added.status == 200)
            #expect(try await RawClient.get(mock.meURL).status == 418)
            #expect(mock.faults.pending.map(\.times) == [2])
            #expect(try await RawClient.get(url).json["faults"]?.array?.count == 1)
            #expect(try await RawClient.answer("DELETE", url).status == 200)
            #expect(try await RawClient.get(mock.meURL).status == 401)
        }
    }

    @Test func showsTheLedgerAndIsNotInIt() async throws {
        try await MockIdentity.test { mock in
            let url = mock.addresses.control + "/__ledger"
            _ = try await RawClient.get(mock.meURL)
            _ = try await mock.migratedAda()
            let all = try await RawClient.get(url).json
            #expect(all["entries"]?.array?.count == 3)
            #expect(all["counters"]?["outcomes"]?["supertokens session-created"]?.number == 1)
            let api = try await RawClient.get(url + "?server=api").json["entries"]?.array
            #expect(api?.count == 1)
            #expect(api?.first?["status"]?.number == 401)
            let since = try #require(api?.first?["sequence"]?.number)
            #expect(try await RawClient.get(url + "?since=\(Int(since))").json["entries"]?.array?.count == 2)
        }
    }

    @Test func resetComesBackToTheBeginning() async throws {
        try await MockIdentity.test({ $0.legacy.rotation = false }) { mock in
            let session = try await mock.migratedAda()
            mock.configure { $0.legacy.rotation = true }
            mock.clock.offset = 5
            mock.faults.add(Fault(.reset))
            let answer = try await RawClient.answer("POST", mock.addresses.control + "/__reset")
            #expect(answer.status == 200)
            #expect(mock.clock.offset == 0)
            #expect(!mock.settings.legacy.rotation)
            #expect(mock.faults.pending.isEmpty)
            #expect(mock.ledger.entries.isEmpty)
            #expect(mock.legacy.allSessions.isEmpty && mock.supertokens.allSessions.isEmpty)
            #expect(try await mock.refresh(session.refreshToken).status == 401)
        }
    }

    @Test func revokesAsAnAdministrator() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            let handle = try #require(try session.claims.string("sessionHandle"))
            _ = try await RawClient.postJSON(
                mock.addresses.control + "/__supertokens/revoke",
                ["handle": .string(handle)]
            )
            #expect(try await mock.refresh(session.refreshToken).status == 401)
        }
    }

    @Test func readyConfigurationNamesTheServers() async throws {
        try await MockIdentity.test({ $0.legacy.revokeClientAuth = .basic }) { mock in
            let json = ReadyConfiguration().json(for: mock)
            #expect(json["provider"]?["kind"]?.string == "supertokens")
            #expect(json["provider"]?["api_domain"]?.string == mock.addresses.supertokens)
            #expect(json["legacy"]?["issuer"]?.string == mock.legacy.issuer)
            #expect(json["legacy"]?["revoke"]?["client_auth"]?.string == "basic")
            #expect(json["legacy"]?["revoke"]?["client_secret"]?.string == "legacy-secret")
            #expect(json["legacy"]?["refresh"]?["client_secret"] == nil)
            #expect(json["api"]?["origins"] == [.string(mock.addresses.api)])
        }
    }
}
