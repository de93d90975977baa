import CarryoverCore
import Testing

/// What readers make of damaged files: never a crash, and never half a token.
struct LegacyMutationTests {
    static let refusals = [
        "", " ", "\u{FEFF}", "{", "[", "\"", "null x", "{]", "{\"a\":}", "{\"access_token\":\"x",
        "{'access_token':'x'}",
        "{\"access_token\":\"x\",}", "access_token=x", "\0\0\0\0", "<html>", "{\"access_token\":\"\\ud800\"}",
        String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
    ]

    @Test("what is not JSON is malformed in every format", arguments: LegacyFixture.all)
    func refusesNonsense(fixture: LegacyFixture) async {
        for text in Self.refusals {
            let files = FilesInMemory(["/x": text])
            let finding = await JSONFileSource(path: "/x", format: fixture.format, files: files).find()
            #expect(finding.entries.isEmpty)
            #expect(finding.malformed.map(\.reason) == [.malformed], "\(text.prefix(20))")
        }
        let bytes = FilesInMemory()
        bytes.put(Secret(bytes: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), at: "/x")
        let finding = await JSONFileSource(path: "/x", format: fixture.format, files: bytes).find()
        #expect(finding.malformed.count == 1, "not UTF-8")
    }

    @Test("JSON of another shape holds nothing, in every format", arguments: LegacyFixture.all)
    func findsNothingElsewhere(fixture: LegacyFixture) throws {
        let others = [
            "null", "1", "true", "[]", "{}", "\"x\"", "\"{}\"", "[{\"access_token\":\"x\"}]",
            "{\"a\":{\"b\":[]}}",
            #"{"access_token":null,"refresh_token":""}"#, #"{"body":{}}"#,
            #"{"AccessToken":[],"RefreshToken":{"a":1}}"#,
            #"{"AccessToken":{"a":{"secret":"x"}}}"#, #"{"mLastTokenResponse":{}}"#,
            #"{"okta-token-storage":"{}"}"#,
            #"{"stsTokenManager":{}}"#, #"{"@@auth0spajs@@::":{"body":{"access_token":"x"}}}"#,
            #"{"oidc.user:":"{}"}"#,
        ]
        for text in others {
            let document = try fixture.document(Array(text.utf8))
            #expect(document.logins.isEmpty, "\(text)")
            #expect(document.faults.isEmpty, "\(text)")
        }
    }

    @Test(
        "a token that is no text, or that could not be sent, spoils the whole login",
        arguments: FormatSample.all
    )
    func refusesWrongTokens(sample: FormatSample) throws {
        let good = sample.document([(access: "ACCESS", refresh: "REFRESH")], isShared: true)
        for token in ["\"ACCESS\"", "\"REFRESH\""] {
            for wrong in ["12", "true", "{}", "[\"x\"]", "\"a\\u0000b\"", "\"a\\nb\"", "\"caf\\u00e9\""] {
                // In the samples of web formats a record is a string, in which quotes are escaped once more.
                let inner = JSONValue.string(wrong).text.dropFirst().dropLast()
                let escaped = JSONValue.string(token).text.dropFirst().dropLast()
                let text =
                    good.contains(escaped)
                    ? good.replacing(escaped, with: inner) : good.replacing(token, with: wrong)
                let document = try LegacyTokenDocument(Secret(text), format: sample.format)
                #expect(document.logins.isEmpty, "\(wrong)")
            }
        }
    }

    @Test("a file that was cut off anywhere holds no login", arguments: LegacyFixture.all)
    func refusesTruncation(fixture: LegacyFixture) throws {
        let bytes = fixture.bytes
        let whole = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        try #require(whole > 0)
        for count in 0...whole {
            #expect(throws: JSONError.self) { try fixture.document(Array(bytes[..<count])) }
        }
    }

    @Test(
        "whatever byte is damaged in whatever way, a token is whole or is none",
        arguments: FormatSample.all
    )
    func survivesAnyDamage(sample: FormatSample) throws {
        let text = sample.document([(access: "ACCESS", refresh: "REFRESH")], isShared: false)
        try check(Array(text.utf8), sample.format, damages: Self.damages)
    }

    @Test(
        "whatever byte of a genuine file is damaged, a token is whole or is none",
        arguments: LegacyFixture.all
    )
    func survivesDamage(fixture: LegacyFixture) throws {
        for (number, damage) in Self.damages.enumerated() {
            try check(fixture.bytes, fixture.format, damages: [damage], from: number, by: 17)
        }
    }

    private static let damages: [@Sendable (UInt8) -> UInt8] = [
        { $0 ^ 1 }, { $0 ^ 0x20 }, { $0 ^ 0x80 }, { _ in UInt8(ascii: "\"") }, { _ in UInt8(ascii: "\\") },
        { _ in 0 },
    ]

    private func check(
        _ bytes: [UInt8],
        _ format: any LegacyFormat,
        damages: [@Sendable (UInt8) -> UInt8],
        from start: Int = 0,
        by step: Int = 1
    ) throws {
        let whole = try LegacyTokenDocument(Secret(bytes: bytes), format: format).logins.flatMap {
            Self.tokens($0.credential)
        }
        try #require(!whole.isEmpty)
        for index in stride(from: start, to: bytes.count, by: step) {
            for damage in damages {
                var damaged = bytes
                damaged[index] = damage(bytes[index])
                guard let document = try? LegacyTokenDocument(Secret(bytes: damaged), format: format) else {
                    continue
                }
                for login in document.logins {
                    for token in Self.tokens(login.credential) {
                        #expect(whole.contains { Self.isSameButOne($0, token) }, "byte \(index)")
                    }
                    if index % 16 == 0 {
                        _ = try? document.erasing(login.credential)
                        _ = try? document.replacing(
                            login.credential,
                            with: LegacyCredential(accessToken: Secret("x"))
                        )
                    }
                }
            }
        }
    }

    private static func tokens(_ credential: LegacyCredential) -> [String] {
        [credential.accessToken, credential.refreshToken, credential.idToken].compactMap { $0?.exposed }
    }

    /// Whether two tokens are equal but for one byte, or but for a backslash that made one byte of two.
    private static func isSameButOne(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count - right.count == 0 || left.count - right.count == 1 else { return false }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        return start + end >= right.count - 1
    }
}
