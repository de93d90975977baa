import CarryoverCore
import Crypto
import Testing

@testable import CarryoverStorage

struct RecordHeaderTests {
    let key = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    let name = RecordName(application: "com.example.test", account: "default")

    func header(_ source: KeySource, generation: UInt64 = 0x0102_0304_0506_0708) -> RecordHeader {
        let scrypt = ScryptParameters.standard(salt: Array(0..<16))
        return RecordHeader(
            source: source,
            generation: generation,
            record: name,
            key: key,
            scrypt: source == .passphrase ? scrypt : nil
        )
    }

    @Test(arguments: KeySource.allCases)
    func `A header is read as it was written`(source: KeySource) throws {
        let header = header(source)
        #expect(header.bytes.count == RecordHeader.count)
        #expect(try RecordHeader(header.bytes[...]) == header)
    }

    @Test func `The layout of version 1 stays what it is`() {
        let golden =
            "434152525941474501" + "0102030405060708"
        let bytes = header(.keyFile).bytes
        #expect(String(decoding: bytes[..<8], as: UTF8.self) == "CARRYOVR")
        #expect(bytes[8...9].elementsEqual([1, 3]))
        #expect(golden.hasSuffix(String(hexadecimal: bytes[10..<18])))
        #expect(String(hexadecimal: bytes[18..<34]) == name.digest)
        #expect(String(hexadecimal: bytes[34..<42]) == "4bb06f8e4e3a7715")
        #expect(bytes[42..<61].allSatisfy { $0 == 0 })
    }

    @Test func `Any changed bit is noticed without the key`() {
        let bytes = header(.passphrase).bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: RecordHeader.Invalid.self, "bit \(bit)") { try RecordHeader(changed[...]) }
        }
    }

    @Test func `A newer format is told from damage`() {
        var bytes = header(.keyFile).bytes
        bytes[8] = 2
        // What was written as version 2 has a checksum of that, or none where this one looks for it.
        bytes[68] ^= 0xFF
        #expect(throws: RecordHeader.Invalid.newerFormat(2)) { try RecordHeader(bytes[...]) }
        #expect(throws: RecordHeader.Invalid.newerFormat(2)) { try RecordHeader(bytes[..<9]) }
    }

    @Test func `A version that is another one by a few bits alone is damage`() {
        for version in 0...255 as ClosedRange<UInt8> where version != RecordHeader.version {
            var bytes = header(.keyFile).bytes
            bytes[8] = version
            let error = #expect(throws: RecordHeader.Invalid.self) { try RecordHeader(bytes[...]) }
            #expect(error != .newerFormat(version), "\(version)")
        }
    }

    @Test(arguments: [
        (15, 8, 3, true), (18, 8, 4, true), (17, 16, 4, true), (15, 8, 16, true),
        (40, 8, 1, false), (18, 8, 5, false), (18, 9, 1, false), (19, 8, 1, false), (20, 16, 16, false),
        (16, 16, 9, false), (0, 8, 1, false), (15, 0, 1, false), (15, 8, 0, false),
    ])
    func `A header cannot ask for more than 256 MiB, nor for more work than is reasonable`(
        logarithm: UInt8,
        blockSize: UInt8,
        parallelism: UInt8,
        isReasonable: Bool
    ) {
        var header = header(.passphrase)
        header.scrypt?.logarithmOfRounds = logarithm
        header.scrypt?.blockSize = blockSize
        header.scrypt?.parallelism = parallelism
        let bytes = header.bytes
        #expect((try? RecordHeader(bytes[...])) == (isReasonable ? header : nil))
    }

    @Test func `An empty passphrase is an error and not the end of the process`() async throws {
        let store = try factory(try TemporaryFolder()).file(passphrase: Secret(""))
        #expect(await code { try await store.write(value("x", 1), replacing: nil) } == .fileSystem)
        #expect(await store.read().summary == "absent")
    }
}
