import CarryoverCore
import Testing

@testable import CarryoverStorage

struct KeyringEnvelopeTests {
    @Test(arguments: [[], [0], Array("hello".utf8), Array(0...255)] as [[UInt8]])
    func `A record comes back as it was`(payload: [UInt8]) throws {
        let value = StoredValue(payload: Secret(bytes: payload), generation: .max - 1)
        #expect(try KeyringEnvelope.decode(KeyringEnvelope.encode(value)) == value)
    }

    @Test func `The format of version 1 stays what it is`() throws {
        let text = "carryover:1:AAAAAAAAAAcBnMf0RKiVJmhlbGxv"
        #expect(KeyringEnvelope.encode(value("hello", 7)).exposed == text)
        #expect(try KeyringEnvelope.decode(Secret(text)) == value("hello", 7))
    }

    @Test func `Any changed character is noticed`() {
        let text = Array(KeyringEnvelope.encode(value("hello", 7)).exposed.utf8)
        for index in text.indices {
            var changed = text
            changed[index] ^= 0x01
            #expect(throws: KeyringEnvelope.Invalid.self, "character \(index)") {
                try KeyringEnvelope.decode(Secret(bytes: changed))
            }
        }
        for length in text.indices {
            #expect(throws: KeyringEnvelope.Invalid.self, "length \(length)") {
                try KeyringEnvelope.decode(Secret(bytes: Array(text[..<length])))
            }
        }
    }

    @Test func `A newer format is told from damage`() {
        #expect(throws: KeyringEnvelope.Invalid.newerFormat("2")) {
            try KeyringEnvelope.decode(Secret("carryover:2:whatever:that:means"))
        }
        for text in ["carryover:0:AAAA", "carryover::AAAA", "carryover:x:AAAA", "other:2:AAAA"] {
            let error = #expect(throws: KeyringEnvelope.Invalid.self) {
                try KeyringEnvelope.decode(Secret(text))
            }
            #expect(error != .newerFormat("2"))
        }
    }

    @Test func `A version that is another one by a few bits alone is damage`() {
        for version in 2...9 {
            let text = "carryover:\(version):AAAAAAAAAAcBnMf0RKiVJmhlbGxv"
            let error = #expect(throws: KeyringEnvelope.Invalid.self) {
                try KeyringEnvelope.decode(Secret(text))
            }
            #expect(error != .newerFormat("\(version)"))
        }
    }
}
