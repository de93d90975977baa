import Foundation
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Wiped bytes")
struct WipedBytesTests {
    @Test("what is appended comes back, across every growth", arguments: [0, 1, 7, 4096])
    func growth(capacity: Int) {
        let buffer = WipedBytes(capacity: capacity)
        var expected: [UInt8] = []
        for number in 0..<500 {
            buffer.append(UInt8(truncatingIfNeeded: number))
            buffer.append("é\(number)")
            buffer.append(Secret("s"))
            expected += [UInt8(truncatingIfNeeded: number)] + Array("é\(number)s".utf8)
        }
        #expect(Array(buffer.bytes) == expected)
        #expect(buffer.count == expected.count)
    }

    @Test("base64 is what everybody else makes of it", arguments: 0..<70)
    func base64(count: Int) {
        let plain = WipedBytes()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
        for byte in bytes { plain.append(byte) }
        let coded = WipedBytes()
        coded.appendBase64(plain)
        #expect(Array(coded.bytes) == Array(Data(bytes).base64EncodedString().utf8))
    }
}
