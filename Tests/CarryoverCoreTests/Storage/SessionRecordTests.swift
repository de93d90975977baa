import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct SessionRecordTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000.25)

    private var full: SessionRecord {
        var record = SessionRecord()
        record.generation = 7
        record.epoch = 3
        record.providerKind = "supertokens"
        record.session = Session(
            accessToken: Secret("a\"\\é"),
            refreshToken: Secret("r"),
            issuer: "i",
            subject: "s",
            scope: "x y",
            lifetime: TokenLifetime(
                duration: .seconds(3600),
                receivedAt: now,
                receivedUptime: .seconds(12.5),
                bootID: "b"
            ),
            attributes: ["front": Secret("f"), "csrf": Secret("c")]
        )
        let mark = CredentialMark(access: Fingerprint(of: Secret("la")), refresh: nil)
        record.ending = SessionEnding(
            reason: .cutover,
            at: now,
            code: "c",
            marks: [mark],
            unseen: ["/a.json"],
            isLocal: true
        )
        record.passOver([mark])
        record.refreshIntent = RefreshIntent(
            token: Fingerprint(of: Secret("r")),
            startedAt: now,
            isLegacy: true
        )
        record.migration = MigrationJournal(
            refused: [mark],
            refusedAt: Date(timeIntervalSince1970: 5),
            replaced: [mark]
        )
        record.migration.step = .rolledBack
        record.migration.idempotencyKey = "key"
        record.migration.mark = CredentialMark(access: nil, refresh: Fingerprint(of: Secret("lr")))
        record.migration.fromIssuer = "old"
        record.migration.startedAt = now
        record.migration.migratedAt = now
        record.migration.attempts = 4
        record.migration.lastError = "http-500"
        record.migration.retryAt = now
        record.migration.windowClosesAt = now
        record.migration.isErased = true
        let legacy = LegacyCredential(
            accessToken: Secret("la"),
            refreshToken: Secret("lr"),
            idToken: Secret("li"),
            expiresAt: now,
            issuer: "old",
            clientID: "app"
        )
        var item = PendingRevocation(id: "1", target: .legacy(legacy), enqueuedAt: now, notBefore: now)
        item.attempts = 2
        item.lastError = "http-503"
        record.outbox = [
            item,
            PendingRevocation(id: "2", target: .session(Session(accessToken: Secret("x"))), enqueuedAt: now),
        ]
        record.legacy = KeptLegacyCredential(credential: legacy, replaces: mark)
        record.rollout.installationID = "one"
        record.rollout.campaign = "spring"
        record.rollout.cohort = .legacy
        return record
    }

    @Test("a record comes back as it was written, full or empty")
    func roundTrip() throws {
        for record in [full, SessionRecord()] {
            let read = try SessionRecord(payload: record.payload)
            #expect(read == record)
            #expect(read.payload == record.payload)
        }
    }

    @Test("members that a newer version wrote survive a change by this one")
    func unknownMembers() throws {
        let text = #"{"schema":1,"generation":1,"epoch":0,"later":{"deep":[1.50,"x"]},"also":null}"#
        var record = try SessionRecord(payload: Secret(text))
        record.session = Session(accessToken: Secret("a"))
        let written = record.payload.exposed
        #expect(written.contains(#""later":{"deep":[1.50,"x"]}"#))
        #expect(written.contains(#""also":null"#))
    }

    @Test("a newer schema is refused as that")
    func newerSchema() {
        #expect(throws: SessionRecord.DecodingFailure.newerSchema(2)) {
            try SessionRecord(payload: Secret(#"{"schema":2,"generation":1,"epoch":0}"#))
        }
    }

    static let damaged = [
        "", "{", "[]", "null", "{}", #"{"schema":"1","generation":1,"epoch":0}"#, #"{"schema":1,"epoch":0}"#,
        #"{"schema":1,"generation":1}"#, #"{"schema":1,"generation":-1,"epoch":0}"#,
        #"{"schema":1,"generation":1,"epoch":-1}"#,
        #"{"schema":1,"generation":1,"epoch":0,"session":{}}"#,
        #"{"schema":1,"generation":1,"epoch":0,"session":"x"}"#,
        #"{"schema":1,"generation":1,"epoch":0,"ending":{"reason":"no-such","at":1}}"#,
        #"{"schema":1,"generation":1,"epoch":0,"migration":{"step":"no-such"}}"#,
        #"{"schema":1,"generation":1,"epoch":0,"outbox":[{}]}"#,
        #"{"schema":1,"generation":1,"epoch":0,"outbox":[1]}"#,
        #"{"schema":1,"generation":1,"epoch":0,"legacy":{"credential":{}}}"#,
        #"{"schema":1,"generation":1,"epoch":0,"refresh_intent":{"token":"x"}}"#,
    ]

    @Test("a damaged record is refused as that, and is never an empty one", arguments: damaged)
    func refusesDamaged(_ text: String) {
        #expect {
            try SessionRecord(payload: Secret(text))
        } throws: { error in
            if case .damaged = error as? SessionRecord.DecodingFailure { true } else { false }
        }
    }

    @Test("the first format that was ever shipped is read for ever")
    func golden() throws {
        let text = """
            {"schema":1,"generation":7,"epoch":3,"provider":"supertokens","session":{"access_token":"a","refresh_token":\
            "r","issuer":"i","subject":"s","lifetime":{"seconds":3600.0,"received_at":1795000000.0,"received_uptime":12.5,\
            "boot_id":"b"},"attributes":{"front_token":"f"}},"migration":{"step":"revoking","idempotency_key":"k",\
            "mark":{"access":"aa","refresh":null},"from_issuer":"old","started_at":1.0,"migrated_at":2.0,"is_erased":true},\
            "outbox":[{"id":"1","legacy":{"access_token":"la","refresh_token":"lr"},"enqueued_at":3.0}],\
            "rollout":{"campaign":"default","cohort":"new"}}
            """
        let record = try SessionRecord(payload: Secret(text))
        #expect(record.session?.refreshToken?.exposed == "r")
        #expect(record.session?.lifetime?.duration == .seconds(3600))
        #expect(record.migration.step == .revoking)
        #expect(record.outbox.first?.isLegacy == true)
        #expect(record.rollout.cohort == .new)
        #expect(record.payload.exposed == text)
    }
}
