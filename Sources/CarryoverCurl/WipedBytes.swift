import CarryoverCore
import Glibc

/// A growing buffer that is overwritten before its memory is given back, also when it moves.
///
/// It belongs to one thread at a time.
@safe final class WipedBytes {
    private var memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(capacity: Int = 256) {
        unsafe memory = .allocate(byteCount: max(capacity, 1), alignment: 1)
    }

    convenience init(_ text: String) {
        self.init(capacity: text.utf8.count)
        append(text)
    }

    convenience init(_ secret: Secret) {
        self.init(capacity: secret.count)
        append(secret)
    }

    deinit { unsafe Self.discard(memory) }

    /// The bytes, valid until the next append and no longer than the buffer itself.
    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: memory[0..<count]) }

    func append(_ source: UnsafeRawBufferPointer) {
        reserve(count + source.count)
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: source)
        count += source.count
    }

    func append(_ byte: UInt8) {
        reserve(count + 1)
        unsafe memory[count] = byte
        count += 1
    }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    func append(_ secret: Secret) {
        unsafe secret.withBytes { unsafe append($0) }
    }

    func append(_ other: WipedBytes) {
        unsafe append(other.bytes)
    }

    private func reserve(_ needed: Int) {
        guard unsafe needed > memory.count else { return }
        let capacity = unsafe max(needed, memory.count * 2)
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        unsafe larger.copyMemory(from: bytes)
        unsafe Self.discard(memory)
        unsafe memory = larger
    }

    private static func discard(_ memory: UnsafeMutableRawBufferPointer) {
        guard let address = memory.baseAddress else { return }
        unsafe explicit_bzero(address, memory.count)
        unsafe memory.deallocate()
    }
}
