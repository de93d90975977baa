import CarryoverCore
import CarryoverStorage
import Glibc
import Testing

/// What the kernel knows of the memory of a secret.
struct SecretMemoryTests {
    @Test func `The pages of a secret are left out of core dumps`() throws {
        let secret = Secret("a secret")
        let address = secret.withBytes { UInt(bitPattern: $0.baseAddress) }
        #expect(try flags(at: address).contains("dd"))
        // A page that nobody has asked that for tells that the test can fail.
        let plain = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { plain.deallocate() }
        plain.initializeMemory(as: UInt8.self, repeating: 1, count: 1 << 20)
        let flags = try flags(at: UInt(bitPattern: plain) + 4096)
        #expect(!flags.isEmpty && !flags.contains("dd"))
    }

    /// A sanitizer has shadows of all memory, and forbids to look where nobody should.
    static var isSanitized: Bool {
        let program = dlopen(nil, RTLD_NOW)
        return dlsym(program, "__asan_init") != nil || dlsym(program, "__tsan_init") != nil
    }

    @Test(.enabled(if: !isSanitized, "a sanitizer is at work"))
    func `Nothing of a secret is left in memory once its last copy is gone`() async {
        await #expect(processExitsWith: .success) {
            let length = 64
            var bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                for index in 0..<length { buffer[index] = pattern(index) }
                count = length
            }
            var secret: Secret? = Secret(bytes: bytes)
            bytes.wipe()
            guard copies(0..<length) == 1, secret?.count == length else { exit(1) }
            secret = nil
            guard copies(0..<length) == 0 else { exit(2) }
        }
    }

    @Test(.enabled(if: !isSanitized, "a sanitizer is at work"))
    func `Nothing of a record's content is left in memory by a store`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let content = 40..<104
            func secret(_ part: Range<Int>) -> Secret {
                var bytes = [UInt8](unsafeUninitializedCapacity: part.count) { buffer, count in
                    for index in part { buffer[index - part.lowerBound] = pattern(index) }
                    count = part.count
                }
                defer { bytes.wipe() }
                return Secret(bytes: bytes)
            }
            func use() async throws -> Bool {
                let store = try factory(folder).file()
                try await store.write(StoredValue(payload: secret(content), generation: 1), replacing: nil)
                guard case .value(let value) = await store.read() else { return false }
                return value.payload == secret(content)
            }
            guard try await use() else { exit(1) }
            let found = copies(content)
            guard found == 0 else { exit(Int32(10 + found)) }
        }
    }

    /// The flags that `/proc/self/smaps` has for the mapping of an address, see proc(5).
    private func flags(at address: UInt) throws -> [Substring] {
        var isInside = false
        for line in try lines(of: "/proc/self/smaps") {
            if let range = addresses(line) { isInside = range.contains(address) }
            if isInside, line.hasPrefix("VmFlags:") { return line.split(separator: " ") }
        }
        return []
    }
}

/// Bytes that are nowhere but where the test puts them: they are made one by one.
private func pattern(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: index &* 37 &+ 11) ^ 0x5A }

/// How often a part of the pattern is in this process's memory.
private func copies(_ part: Range<Int>) -> Int {
    guard let lines = try? lines(of: "/proc/self/maps") else { return -1 }
    var found = 0
    for line in lines where line.contains(" rw-p ") && !line.hasSuffix("[vvar]") {
        guard let range = addresses(line), let start = UnsafeRawPointer(bitPattern: range.lowerBound) else {
            continue
        }
        let memory = UnsafeRawBufferPointer(start: start, count: range.count)
        for offset in 0...(memory.count - part.count) where memory[offset] == pattern(part.lowerBound) {
            if part.allSatisfy({ memory[offset + $0 - part.lowerBound] == pattern($0) }) { found += 1 }
        }
    }
    return found
}

private func lines(of path: String) throws -> [Substring] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw ChildProcess.Failure(number: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}

/// The addresses at the start of a line about a mapping.
private func addresses(_ line: Substring) -> Range<UInt>? {
    let ends = line.prefix { $0 != " " }.split(separator: "-").map { UInt($0, radix: 16) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    return start..<end
}
