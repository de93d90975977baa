import CarryoverCore
import FoundationEssentials
import Testing

struct LegacyExpiryTests {
    @Test(
        "every way to write an expiry down is read",
        arguments: [
            ("1756343600", 1_756_343_600), ("1756343600.25", 1_756_343_600.25),
            ("1756343600000", 1_756_343_600),
            (#""1756343600""#, 1_756_343_600), (#""1756343600000""#, 1_756_343_600),
            ("1.7563436e9", 1_756_343_600),
            (#""2025-08-28T01:13:20Z""#, 1_756_343_600), (#""2025-08-28T03:13:20+02:00""#, 1_756_343_600),
            (#""2025-08-28T01:13:20.500000000Z""#, 1_756_343_600.5),
            (#""0001-01-01T00:00:00Z""#, nil), (#""""#, nil), (#""soon""#, nil), ("0", nil), ("-1", nil),
            ("1e300", nil), ("1e-5", nil), ("100000000000", 100_000_000), (#""0x.10""#, nil),
            (#""0001-01-02T00:00:00+01:00""#, nil),
            (#""nan""#, nil), (#""inf""#, nil), ("null", nil), ("true", nil), ("{}", nil), ("[1]", nil),
        ] as [(String, Double?)]
    )
    func reads(text: String, expected: Double?) throws {
        #expect(
            LegacyExpiry.date(try JSONValue(parsing: Array(text.utf8)))?.timeIntervalSince1970 == expected
        )
    }

    static let written = Date(timeIntervalSince1970: 1_756_340_000)

    private func document(_ text: String, writtenAt: Date? = written) throws -> LegacyTokenDocument {
        try LegacyTokenDocument(
            Secret(#"{"access_token":"a","refresh_token":"r",\#(text)}"#),
            format: LegacyTokenPointers(),
            writtenAt: writtenAt
        )
    }

    @Test(
        "without an expiry, a lifetime counts from its beginning, or from the writing of the file",
        arguments: [
            (#""expires_in":3600"#, 1_756_343_600), (#""expires_in":"3600""#, 1_756_343_600),
            (#""expires_in":3600,"obtained_at":1756330000"#, 1_756_333_600),
            (#""expires_in":3600,"obtained_at":"2025-08-28T00:00:00Z""#, 1_756_342_800),
            (#""expires_in":3600,"obtained_at":1756330000500"#, 1_756_333_600.5),
            (#""expires_in":3600,"obtained_at":"lately""#, 1_756_343_600),
            (#""expires_in":3600,"expires_at":1756330001"#, 1_756_330_001),
            (#""expires_in":3600,"expires_at":0"#, 1_756_343_600),
            (#""expires_in":0"#, nil), (#""expires_in":-5"#, nil), (#""expires_in":null"#, nil),
            (#""expires_in":1e300"#, nil), (#""expires_in":"soon""#, nil),
            (#""obtained_at":1756330000"#, nil),
        ] as [(String, Double?)]
    )
    func lifetimes(text: String, expected: Double?) throws {
        let credential = try #require(try document(text).logins.first).credential
        #expect(credential.expiresAt?.timeIntervalSince1970 == expected)
    }

    @Test("where nobody knows when a file was written, a lifetime alone says nothing")
    func unknownBeginning() throws {
        let credential = try #require(try document(#""expires_in":3600"#, writtenAt: nil).logins.first)
            .credential
        #expect(credential.expiresAt == nil)
    }

    @Test("a rotated token's end is written as the beginning of the same lifetime")
    func writesBeginning() throws {
        let document = try document(#""expires_in":3600,"obtained_at":1756330000"#)
        let rotated = LegacyCredential(
            accessToken: Secret("a2"),
            expiresAt: Date(timeIntervalSince1970: 1_756_350_000)
        )
        let text = try document.replacing(try #require(document.logins.first).credential, with: rotated)
        #expect(
            text?.exposed
                == #"{"access_token":"a2","refresh_token":"r","expires_in":3600,"obtained_at":1756346400}"#
        )
    }

    @Test("an answer of a token endpoint that was saved as it came is authlib's shape too")
    func savedAnswer() throws {
        let document = try LegacyTokenDocument(
            Secret(#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#),
            format: LegacyRecordFormat.authlib,
            writtenAt: Self.written
        )
        let credential = try #require(document.logins.first).credential
        #expect(credential.expiresAt?.timeIntervalSince1970 == 1_756_343_600)
    }

    @Test(
        "a new expiry is written in the manner of the old one",
        arguments: [
            ("1", "1756343600"), ("1756340000.5", "1756343600.5"), ("1756340000000", "1756343600500"),
            (#""1756340000""#, #""1756343600""#), (#""1756340000000""#, #""1756343600500""#),
            (#""2024-01-01T00:00:00+02:00""#, #""2025-08-28T01:13:20Z""#),
            (#""0001-01-01T00:00:00Z""#, #""2025-08-28T01:13:20Z""#), ("null", nil),
        ] as [(String, String?)]
    )
    func writes(old: String, expected: String?) throws {
        let date = Date(timeIntervalSince1970: 1_756_343_600.5)
        #expect(LegacyExpiry.value(date, like: try JSONValue(parsing: Array(old.utf8)))?.text == expected)
    }

    @Test("a date beyond all measure is not written", arguments: [1e30, -1e30])
    func refusesAbsurdDates(seconds: Double) {
        #expect(LegacyExpiry.value(Date(timeIntervalSince1970: seconds), like: 1) == nil)
    }
}
