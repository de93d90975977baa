import Testing

@testable import CarryoverCore

struct Base64URLTests {
    static let vectors = [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("the vectors of RFC 4648 §10, with and without padding", arguments: vectors)
    func codes(_ row: (plain: String, encoded: String)) {
        let plain = Array(row.plain.utf8)
        #expect(Base64URL.encode(plain) == row.encoded)
        #expect(Base64URL.decode(row.encoded) == plain)
        let padding = String(repeating: "=", count: (4 - row.encoded.utf8.count % 4) % 4)
        #expect(Base64URL.decode(row.encoded + padding) == plain)
    }

    @Test("both alphabets are read, and the URL-safe one is written")
    func alphabets() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64URL.encode(bytes) == "--__")
        #expect(Base64URL.decode("--__") == bytes)
        #expect(Base64URL.decode("++//") == bytes)
    }

    @Test("anything else is refused", arguments: ["a", "abcde", "ab=c", "a b", "ab\n", "é", "ab.c", "=a"])
    func rejects(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("every byte and length comes back")
    func roundTrip() {
        for length in 0..<260 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
