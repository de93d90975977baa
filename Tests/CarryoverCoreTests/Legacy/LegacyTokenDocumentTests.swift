import FoundationEssentials
import Testing

@testable import CarryoverCore

struct LegacyTokenDocumentTests {
    private func document(_ text: String, _ pointers: LegacyTokenPointers = .init()) throws
        -> LegacyTokenDocument
    {
        try LegacyTokenDocument(Secret(text), format: pointers)
    }

    /// What erasing the first login leaves of a document.
    private func erase(_ text: String, _ pointers: LegacyTokenPointers = .init()) throws -> String? {
        let document = try document(text, pointers)
        switch try document.erasing(try #require(document.logins.first).credential) {
        case .unchanged: return text
        case .changed(let rest): return rest.exposed
        case .nothing: return nil
        }
    }

    @Test("the OAuth names at the root are read")
    func reads() throws {
        let text =
            #"{"access_token":"a","refresh_token":"r","id_token":"i","expires_at":1795000000,"issuer":"o","client_id":"c"}"#
        let credential = try #require(try document(text).logins.first).credential
        #expect(credential.accessToken?.exposed == "a")
        #expect(credential.refreshToken?.exposed == "r")
        #expect(credential.idToken?.exposed == "i")
        #expect(credential.expiresAt == Date(timeIntervalSince1970: 1_795_000_000))
        #expect(credential.issuer == "o")
        #expect(credential.clientID == "c")
    }

    @Test(
        "a document without a token holds no login, and nothing is wrong with it",
        arguments: [
            "{}", #"{"id_token":"i"}"#, #"{"access_token":""}"#, #"{"access_token":null}"#, "[]", "1",
        ]
    )
    func noToken(_ text: String) throws {
        let document = try document(text)
        #expect(document.logins.isEmpty)
        #expect(document.faults.isEmpty)
    }

    @Test(
        "what stands in the place of a token and is none is a fault, and not shown",
        arguments: [
            #"{"access_token":17}"#, #"{"access_token":"a\r\nx: 17"}"#, #"{"access_token":{"x":17}}"#,
        ]
    )
    func faults(_ text: String) throws {
        let document = try document(text)
        #expect(document.logins.isEmpty)
        #expect(document.faults.count == 1)
        #expect(document.faults.allSatisfy { !$0.contains("17") })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let before: String
        let after: String?
        var testDescription: String { before }
    }

    static let erasures = [
        Case(before: #"{"access_token":"a","refresh_token":"r"}"#, after: nil),
        Case(
            before: #"{"access_token":"a","token_type":"Bearer","expires_in":3600,"scope":"x","issuer":"o"}"#,
            after: nil
        ),
        Case(before: #"{"access_token":"a","nested":{"empty":[]},"none":null}"#, after: nil),
        Case(before: #"{"access_token":"a", "theme":"dark"}"#, after: #"{"theme":"dark"}"#),
        Case(before: #"{"issuer":"o","access_token":"a","n":1.50}"#, after: #"{"issuer":"o","n":1.50}"#),
        Case(before: #"{"access_token":"old","access_token":"new","x":false}"#, after: #"{"x":false}"#),
    ]

    @Test("erasing takes the credential and what only describes it, and keeps the rest", arguments: erasures)
    func erases(_ row: Case) throws {
        #expect(try erase(row.before) == row.after)
    }

    @Test("tokens in a list are taken out without moving their neighbours")
    func list() throws {
        var pointers = LegacyTokenPointers()
        pointers.accessToken = JSONPointer(tokens: ["t", "0"])
        pointers.refreshToken = JSONPointer(tokens: ["t", "1"])
        #expect(try erase(#"{"t":["a","r","keep"]}"#, pointers) == #"{"t":[null,null,"keep"]}"#)
    }

    @Test(
        "a rotated credential is written in the manner of the place",
        arguments: [
            ("1795000000", "1795003600"), ("1795000000.5", "1795003600.0"),
            ("1795000000000", "1795003600000"),
            (#""1795000000""#, #""1795003600""#), (#""1795000000000""#, #""1795003600000""#),
            (#""2026-11-21T10:00:00Z""#, #""2026-11-18T12:06:40Z""#), ("null", "null"),
        ]
    )
    func rotates(_ row: (before: String, after: String)) throws {
        let document = try document(#"{"access_token":"a","expires_at":\#(row.before),"refresh_token":"r"}"#)
        let rotated = LegacyCredential(
            accessToken: Secret("a2"),
            refreshToken: Secret("r2"),
            expiresAt: Date(timeIntervalSince1970: 1_795_003_600)
        )
        let old = try #require(document.logins.first).credential
        let text = try document.replacing(old, with: rotated)?.exposed
        #expect(text == #"{"access_token":"a2","expires_at":\#(row.after),"refresh_token":"r2"}"#)
    }

    @Test("another login than the one that is meant is left alone")
    func otherLogin() throws {
        let document = try document(#"{"access_token":"a"}"#)
        let other = LegacyCredential(accessToken: Secret("b"))
        #expect(try document.replacing(other, with: LegacyCredential(accessToken: Secret("c"))) == nil)
        guard case .unchanged = try document.erasing(other) else {
            Issue.record("it was erased")
            return
        }
    }

    @Test(
        "ways of writing an expiry",
        arguments: [
            ("1795000000", 1_795_000_000.0), ("1795000000123", 1_795_000_000.123),
            (#""1795000000""#, 1_795_000_000),
            (#""2026-11-18T11:06:40Z""#, 1_795_000_000), ("0", nil), ("-1", nil), ("1e300", nil),
            (#""soon""#, nil),
            (#""0001-01-01T00:00:00Z""#, nil), ("null", nil), ("{}", nil),
        ] as [(String, Double?)]
    )
    func expiries(_ row: (text: String, seconds: Double?)) throws {
        let date = LegacyExpiry.date(try JSONValue(parsing: row.text.utf8))
        #expect(date?.timeIntervalSince1970 == row.seconds)
    }
}
