import Glibc
import Synchronization

/// Where the memory for secrets comes from: whole pages, which are private, left out of core dumps and kept from swap.
///
/// Most secrets fit into a page, a record into a few, and each request and each save has some. A few runs of pages are
/// therefore kept, wiped, for the next ones: asking the kernel for each anew costs four calls, a page fault, and with
/// several threads an interruption of the other processors.
enum SecretPages {
    static let size = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// The addresses of runs of one, two and four pages that nobody uses.
    private static let spare = Mutex<[[UInt]]>([[], [], []])
    /// How many of each are kept.
    private static let limits = [32, 8, 8]

    /// Returns room for so many bytes, more than none.
    static func take(_ count: Int) -> UnsafeMutableRawBufferPointer {
        var length = (count + size - 1) / size * size
        if let kind = (0..<limits.count).first(where: { length <= size << $0 }) {
            length = size << kind
            if let pages = spareOne(kind) {
                return UnsafeMutableRawBufferPointer(start: pages, count: length)
            }
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
        if let kind = (0..<limits.count).first(where: { pages.count == size << $0 }), keep(address, kind) {
            return
        }
        munmap(address, pages.count)
    }

    /// The lock may have been held by another thread when the process was forked, so nobody ever waits for it.
    private static func spareOne(_ kind: Int) -> UnsafeMutableRawPointer? {
        spare.withLockIfAvailable { $0[kind].popLast() }?.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
    }

    private static func keep(_ pages: UnsafeMutableRawPointer, _ kind: Int) -> Bool {
        spare.withLockIfAvailable { spare in
            guard spare[kind].count < limits[kind] else { return false }
            spare[kind].append(UInt(bitPattern: pages))
            return true
        } ?? false
    }
}
