import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct LegacySearchTests {
    private func credential(_ name: String, issuer: String? = nil) -> LegacyCredential {
        LegacyCredential(accessToken: Secret("a-\(name)"), refreshToken: Secret("r-\(name)"), issuer: issuer)
    }

    private func look(
        _ credentials: [LegacyCredential],
        issuer: String? = nil,
        client: String? = nil,
        record: SessionRecord? = nil
    ) async -> LegacySearchResult {
        let sources = credentials.enumerated().map {
            ScriptedLegacySource($0.element, place: "place-\($0.offset)")
        }
        let search = LegacySearch(
            sources: sources,
            issuer: issuer,
            client: client,
            provider: ScriptedProvider(),
            time: ManualTimeSource()
        )
        return await search.look(record)
    }

    @Test("the first usable login wins, its copies go with it, and other accounts are kept apart")
    func order() async {
        let (one, two) = (credential("1"), credential("2"))
        let result = await look([one, two, one])
        #expect(result.chosen?.entry.place == "place-0")
        #expect(result.candidates.map(\.verdict) == [.usable, .laterThanTheFirst, .usable])
        #expect(result.places(of: [one.mark]).map(\.entry.place) == ["place-0", "place-2"])
    }

    @Test("a login of another issuer is not ours, and one that does not say might be")
    func issuer() async {
        let result = await look(
            [credential("1", issuer: "https://other"), credential("2")],
            issuer: "https://old"
        )
        #expect(result.candidates.map(\.verdict) == [.otherIssuer, .usable])
    }

    @Test("a login of another client is not ours where both are known, and an API key is no client")
    func client() async {
        let clients = ["theirs", "ours", nil, "key"]
        let logins = clients.enumerated().map { index, client in
            var login = credential("\(index)")
            login.clientID = client
            login.namesOAuthClient = client != "key"
            return login
        }
        let verdicts = await look(logins, client: "ours").candidates.map(\.verdict)
        #expect(verdicts == [.otherClient, .usable, .laterThanTheFirst, .laterThanTheFirst])
        #expect(await look(logins).candidates[0].verdict == .usable)
    }

    @Test("another client's login is the last choice, and only its access token while it lives")
    func otherClientAlone() async {
        let now = ManualTimeSource().wall
        func theirs(until end: Date?) -> LegacyCredential {
            var login = credential("1")
            (login.clientID, login.namesOAuthClient, login.expiresAt) = ("theirs", true, end)
            return login
        }
        let living = theirs(until: now.addingTimeInterval(60))
        let chosen = await look([living], client: "ours").chosen?.credential
        #expect(chosen?.accessToken == living.accessToken && chosen?.refreshToken == nil)
        for end in [now, nil] {
            let over = await look([theirs(until: end)], client: "ours")
            #expect(over.candidates.map(\.verdict) == [.otherClient])
        }
        var record = SessionRecord()
        record.migration.refuse(credential("2").mark, at: now)
        let verdicts = await look([living, credential("2")], client: "ours", record: record)
        #expect(verdicts.candidates.map(\.verdict) == [.otherClient, .refusedBefore])
    }

    @Test("where the configuration names a client, the manager looks for its logins")
    func configuredClient() throws {
        #expect(try Bench().configuration().search.client == "app")
    }

    @Test("what a token says of its issuer counts for more than what the file says")
    func tokenIssuer() async {
        let token = Servers.State.token(["iss": "https://other"])
        let result = await look(
            [LegacyCredential(accessToken: Secret(token), issuer: "https://old")],
            issuer: "https://old"
        )
        #expect(result.candidates.map(\.verdict) == [.otherIssuer])
    }

    @Test("a login that is bound to a key of the old library's is not offered as one that is not")
    func senderConstrained() async {
        let bound = Servers.State.token(["cnf": ["jkt": "thumbprint"]])
        let result = await look([LegacyCredential(accessToken: Secret(bound)), credential("2")])
        #expect(result.candidates.map(\.verdict) == [.senderConstrained, .usable])
        #expect(result.chosen?.entry.place == "place-1")
    }

    @Test("what the record says of earlier attempts is kept to")
    func record() async {
        var record = SessionRecord()
        record.ending = SessionEnding(
            reason: .signedOut,
            at: Date(timeIntervalSince1970: 0),
            marks: [credential("1").mark]
        )
        record.migration.refuse(credential("2").mark, at: Date(timeIntervalSince1970: 0))
        let result = await look([credential("1"), credential("2"), credential("3")], record: record)
        #expect(result.candidates.map(\.verdict) == [.endedHere, .refusedBefore, .usable])
        var changed = credential("2")
        changed.accessToken = Secret("fresh")
        #expect(await look([changed], record: record).chosen != nil)
    }

    @Test("a fresher credential in our own store stands in for the one in its place")
    func kept() async {
        var record = SessionRecord()
        record.legacy = KeptLegacyCredential(credential: credential("fresh"), replaces: credential("1").mark)
        #expect(await look([credential("1")], record: record).chosen?.credential == credential("fresh"))
        #expect(await look([credential("2")], record: record).chosen?.credential == credential("2"))
    }

    @Test(
        "a mark is of the same login when one token is",
        arguments: [
            ("a", "r", "a", "r", true), ("a", "r", "a", "x", true), ("a", "r", "x", "r", true),
            ("a", "r", "x", "y", false),
            ("a", nil, "a", nil, true), ("a", nil, nil, "a", false), (nil, nil, nil, nil, false),
            ("a", nil, nil, nil, false),
        ] as [(String?, String?, String?, String?, Bool)]
    )
    func marks(_ row: (String?, String?, String?, String?, Bool)) {
        func mark(_ access: String?, _ refresh: String?) -> CredentialMark {
            CredentialMark(
                access: access.map { Fingerprint(of: Secret($0)) },
                refresh: refresh.map { Fingerprint(of: Secret($0)) }
            )
        }
        #expect(mark(row.0, row.1).overlaps(mark(row.2, row.3)) == row.4)
        #expect(mark(row.2, row.3).overlaps(mark(row.0, row.1)) == row.4)
    }
}
