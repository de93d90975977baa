import Glibc
import Synchronization

/// Where the memory for secrets comes from: whole pages, which are private, left out of core dumps and kept from swap.
///
/// Most secrets fit into one page, and each request has some. A few pages are therefore kept, wiped, for the next
/// ones: asking the kernel for each anew costs four calls and a page fault.
enum SecretPages {
    static let size = Int(sysconf(Int32(_SC_PAGESIZE)))

    private static let limit = 32
    /// The addresses of single pages that nobody uses.
    private static let spare = Mutex<[UInt]>([])

    /// Returns room for so many bytes, more than none.
    static func take(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let length = (count + size - 1) / size * size
        if length == size, let page = spareOne() {
            return UnsafeMutableRawBufferPointer(start: page, count: length)
        }
        let address = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(address != MAP_FAILED, "out of memory")
        // Best effort: the kernel may refuse either, and a secret that can be swapped is still better kept than lost.
        madvise(address, length, MADV_DONTDUMP)
        mlock(address, length)
        return UnsafeMutableRawBufferPointer(start: address, count: length)
    }

    /// Overwrites pages and gives them back.
    static func giveBack(_ pages: UnsafeMutableRawBufferPointer) {
        guard let address = pages.baseAddress else { return }
        explicit_bzero(address, pages.count)
        if pages.count == size, keep(address) { return }
        munmap(address, pages.count)
    }

    /// The lock may have been held by another thread when the process was forked, so nobody ever waits for it.
    private static func spareOne() -> UnsafeMutableRawPointer? {
        spare.withLockIfAvailable { $0.popLast() }?.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
    }

    private static func keep(_ page: UnsafeMutableRawPointer) -> Bool {
        spare.withLockIfAvailable { spare in
            guard spare.count < limit else { return false }
            spare.append(UInt(bitPattern: page))
            return true
        } ?? false
    }
}
