import Testing

@testable import CarryoverCore

struct JSONScannerTests {
    static let accepted: [(String, JSONValue)] = [
        ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", .number("-0")),
        ("1.50", .number("1.50")), ("1E+2", .number("1E+2")), ("2e-03", .number("2e-03")),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{c}\n\r\t")),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E x""#, "𝄞 x"),
        (#""é😀""#, "é😀"), (#""\u0000""#, .string("\u{0}")), ("\"\u{7f}\"", .string("\u{7f}")),
        ("[]", []), ("[ ]", []), ("[1,\n2\t,\r3]", [1, 2, 3]), ("{}", [:]), ("{ }", [:]),
        (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [nil]]]),
        (#"{"":""}"#, ["": ""]), ("\u{FEFF}[1]", [1]),
    ]

    @Test("what RFC 8259 allows is read", arguments: accepted)
    func accepts(_ row: (text: String, value: JSONValue)) throws {
        #expect(try JSONValue(parsing: Array(row.text.utf8)) == row.value)
    }

    static let rejected = [
        "", " ", "nul", "True", "NaN", "Infinity", "undefined", "+1", "01", "-", "-01", "1.", ".5", "1e",
        "1e+", "0x10",
        "1 2", "[1,]", "[,1]", "[1 2]", "[", "]", "{", "}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#,
        #"{1:1}"#,
        #"{"a":1 "b":2}"#, "\"", #""\"#, #""\x""#, #""\u12""#, #""\u12g4""#, "\"\n\"", "\"\t\"", "\"\u{0}\"",
        "'a'",
        #""\ud800""#, #""\ud800x""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""\udc00""#, #""\udc00\ud800""#,
        "// comment\n1", "/* */1", "[1]x", "\u{00A0}1", "1\u{0B}", "[1]\u{0}", "\u{FEFF}",
        "\u{FEFF}\u{FEFF}1",
    ]

    @Test("what RFC 8259 does not allow is refused", arguments: rejected)
    func rejects(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    static let notUTF8: [[UInt8]] = [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        [0x22, 0xE2, 0x82, 0x22],
        [0x22, 0x5C, 0x6E, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
    ]

    @Test("a string that is not UTF-8 is refused, escaped or not", arguments: notUTF8)
    func rejectsBytes(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test(
        "64 levels are read, and one more, or a hundred thousand, are refused and crash nothing",
        arguments: ["[", #"{"a":"#]
    )
    func depth(_ open: String) throws {
        let close = open == "[" ? "]" : "}"
        func nested(_ levels: Int) -> [UInt8] {
            Array(
                (String(repeating: open, count: levels - 1) + (open == "[" ? "[]" : "{}")
                    + String(repeating: close, count: levels - 1)).utf8
            )
        }
        _ = try JSONValue(parsing: nested(64))
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(65)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(100_000)) }
    }

    @Test("what is cut off anywhere is refused, and crashes nothing")
    func cutOff() {
        let text = Array(#"{"a":[1.5e3,"\ud83d\ude00",true],"b":null}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: text[..<length]) }
        }
    }

    @Test("a member that occurs twice counts as the last one, and both are kept")
    func twice() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#.utf8)
        #expect(value.object?["a"] == 3)
        #expect(value.text == #"{"a":1,"b":2,"a":3}"#)
    }

    @Test("what was read comes out as it went in: order, numbers, text")
    func roundTrip() throws {
        let text = #"{"z":1.0,"a":[1e5,-0,"\"\\\u0001/é😀\n"],"m":{"":null}}"#
        let value = try JSONValue(parsing: text.utf8)
        #expect(value.text == text)
        #expect(try JSONValue(parsing: value.prettyText.utf8) == value)
    }

    @Test("an error tells where, and nothing of the text")
    func error() {
        #expect(throws: JSONError(reason: "unknown word", offset: 5)) {
            try JSONValue(parsing: #"{"a":token-secret}"#.utf8)
        }
    }

    @Test(
        "numbers are read as far as they are numbers",
        arguments: [
            ("1", Int64?.some(1)), ("1.0", 1), ("1.5", nil), ("1e3", 1000), ("9223372036854775807", .max),
            ("1e30", nil),
            ("\"1\"", nil),
        ]
    )
    func integers(_ row: (text: String, value: Int64?)) throws {
        #expect(try JSONValue(parsing: row.text.utf8).integer == row.value)
    }
}
