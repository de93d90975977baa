import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct SecretTests {
    private struct Holder {
        let secret: Secret
        let optional: Secret?
        let array: [Secret]
        let dictionary: [String: Secret]
    }

    @Test("no textual form shows a secret, whatever holds it")
    func redacted() {
        let secret = Secret("canary")
        let session = Session(accessToken: secret, refreshToken: secret, attributes: ["x": secret])
        let legacy = LegacyCredential(accessToken: secret, refreshToken: secret, idToken: secret)
        var request = HTTPRequest(
            .post,
            Bench.endpoint("https://a.b"),
            authorization: .bearer(secret),
            body: secret
        )
        request.secretFields = [("Cookie", secret)]
        var record = SessionRecord()
        record.session = session
        record.outbox = [PendingRevocation(id: "1", target: .legacy(legacy), enqueuedAt: Date())]
        record.legacy = KeptLegacyCredential(credential: legacy, replaces: legacy.mark)
        let holder = Holder(secret: secret, optional: secret, array: [secret], dictionary: ["k": secret])
        let values: [Any] = [
            secret, holder, session, legacy, request, record, SessionState.active(session),
            StoredValue(payload: secret, generation: 1),
            Optional(session) as Any, HeldSession(record: record), SessionEvent.state(.active(session)),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains("canary")) }
        }
        #expect("\(secret)" == "<redacted>")
    }

    @Test(
        "secrets are equal when their bytes are",
        arguments: [("", ""), ("a", "a"), ("a", "b"), ("a", "aa"), ("", "a")]
    )
    func equality(_ row: (left: String, right: String)) {
        let (left, right) = (Secret(row.left), Secret(bytes: Array(row.right.utf8)))
        #expect((left == right) == (row.left == row.right))
        #expect((left.hashValue == right.hashValue) == (row.left == row.right))
        #expect(Fingerprint(of: left) == Fingerprint(of: Secret(row.left)))
    }

    @Test("a secret of any length comes out as it went in", arguments: [0, 1, 4095, 4096, 4097, 65_536])
    func lengths(count: Int) {
        let text = String(repeating: "x", count: count)
        let secret = Secret(text)
        #expect(secret.count == count)
        #expect(secret.isEmpty == (count == 0))
        #expect(secret.exposed == text)
    }

    @Test("a fingerprint is the SHA-256 of the token, and prints its beginning only")
    func fingerprint() {
        let fingerprint = Fingerprint(of: Secret("abc"))
        #expect(fingerprint.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(fingerprint.description == "ba7816bf")
    }

    @Test("an array is wiped and empty")
    func wipes() {
        var bytes: [UInt8] = [1, 2, 3]
        bytes.wipe()
        #expect(bytes.isEmpty)
    }

    @Test("random identifiers are UUIDs of version 4, and differ")
    func randomIDs() {
        let ids = (0..<1000).map { _ in RandomID.make() }
        #expect(Set(ids).count == 1000)
        for id in ids {
            let parts = id.split(separator: "-")
            #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
            #expect(parts[2].hasPrefix("4"))
            #expect("89ab".contains(parts[3].prefix(1)))
        }
    }
}
