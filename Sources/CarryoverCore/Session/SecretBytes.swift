import Glibc

/// Memory for a secret: private pages, left out of core dumps, overwritten before they are given back.
///
/// `@unchecked Sendable`: the buffer is written once, in the initializer, and only read afterwards.
final class SecretBytes: @unchecked Sendable {
    let buffer: UnsafeRawBufferPointer
    private let pages: UnsafeMutableRawBufferPointer

    init(copying source: UnsafeRawBufferPointer) {
        guard source.count > 0 else {
            pages = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            buffer = UnsafeRawBufferPointer(pages)
            return
        }
        pages = SecretPages.take(source.count)
        pages.copyMemory(from: source)
        buffer = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(pages)[0..<source.count])
    }

    deinit { SecretPages.giveBack(pages) }
}

extension [UInt8] {
    /// Overwrites the bytes in a way that the optimizer may not leave out, and empties the array.
    package mutating func wipe() {
        withUnsafeMutableBytes { buffer in
            guard let address = buffer.baseAddress else { return }
            explicit_bzero(address, buffer.count)
        }
        removeAll()
    }
}
