/// A document of a legacy format with holes, and what a broken, foreign or malicious program may have put into them.
struct HostileDocument: Sendable {
    /// The document, with `OBJECT` where the login stands.
    let frame: String
    /// The login, with `ACCESS`, `REFRESH` and `EXPIRY` for its values.
    let login: String
    /// Whether the login stands in the document as a text of JSON.
    var isText = false

    /// Every input that comes of it.
    var inputs: [[UInt8]] {
        structures.map { Array($0.utf8) } + encodings + values.map { Array($0.utf8) }
    }

    private static let usualToken = #""token-1""#
    private static let usualExpiry = "1756343600"

    private func document(access: String, refresh: String, expiry: String) -> String {
        let object = login.replacing("ACCESS", with: access)
            .replacing("REFRESH", with: refresh)
            .replacing("EXPIRY", with: expiry)
        return document(object)
    }

    private func document(_ object: String) -> String {
        frame.replacing("OBJECT", with: isText ? Self.text(object) : object)
    }

    private var usual: String {
        document(access: Self.usualToken, refresh: Self.usualToken, expiry: Self.usualExpiry)
    }

    /// A text of JSON, as a JSON string.
    private static func text(_ json: String) -> String {
        let escaped = json.replacing(#"\"#, with: #"\\"#)
            .replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// What stands where a document is expected.
    private var structures: [String] {
        let doubledLogin = login.dropLast() + "," + login.dropFirst()
        let doubled = document(
            String(doubledLogin).replacing("ACCESS", with: Self.usualToken)
                .replacing("REFRESH", with: "\"token-2\"")
                .replacing("EXPIRY", with: Self.usualExpiry)
        )
        return KnownCrashers.structures + [
            usual + usual, "\u{FEFF}" + usual, usual + "\0", "\0" + usual, String(usual.dropLast()),
            String(usual.prefix(usual.count / 2)), "[\(usual)]", doubled,
            // The same name twice, in the document itself.
            String(frame.dropLast() + "," + frame.dropFirst()).replacing("OBJECT", with: "{}"),
        ] + KnownCrashers.values.map { document($0) } + [
            document("\"" + KnownCrashers.repeated("[", 5_000) + "\""),
            frame.replacing("OBJECT", with: KnownCrashers.repeated("[", 5_000)),
            frame.replacing("OBJECT", with: usual),
        ]
    }

    /// The usual document in other encodings, and cut within a letter.
    private var encodings: [[UInt8]] {
        let units = Array(usual.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let cut = document(access: "\"\u{1F511}", refresh: "", expiry: "").utf8
        return [
            [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, Array(little.dropLast()), little,
            Array(cut.prefix(while: { $0 < 0x80 })) + [0xF0, 0x9F],
            Array(usual.utf8).map { $0 == UInt8(ascii: "1") ? 0xFF : $0 },
            Array(usual.utf8).map { $0 == UInt8(ascii: "-") ? 0x00 : $0 },
        ]
    }

    /// What stands where a token or an expiry is expected.
    private var values: [String] {
        (KnownCrashers.tokens + KnownCrashers.values).flatMap { value in
            [
                document(access: value, refresh: Self.usualToken, expiry: Self.usualExpiry),
                document(access: Self.usualToken, refresh: value, expiry: Self.usualExpiry),
                document(access: value, refresh: value, expiry: Self.usualExpiry),
            ]
        }
            + (KnownCrashers.expiries + KnownCrashers.values).map { value in
                document(access: Self.usualToken, refresh: #""token-2""#, expiry: value)
            }
    }
}
