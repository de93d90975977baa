import Testing

@testable import CarryoverCore

@Suite("The memory of secrets")
struct SecretPagesTests {
    @Test(
        "memory that was given back comes again without what was in it, and with room for all that is asked for",
        arguments: [1, 4096, 4097, 8192, 8193, 16_384, 16_385, 70_000]
    )
    func wiped(count: Int) {
        for _ in 0..<40 {
            let pages = SecretPages.take(count)
            #expect(pages.count >= count)
            #expect(pages.allSatisfy { $0 == 0 })
            pages.initializeMemory(as: UInt8.self, repeating: 0xAB)
            SecretPages.giveBack(pages)
        }
    }

    @Test("of a few pages in a row some are kept for the next secret of that size", arguments: [1, 2, 4])
    func kept(count: Int) {
        // Other tests take some meanwhile, but never all that were given back here.
        let taken = (0..<8).map { _ in SecretPages.take(count * SecretPages.size) }
        let addresses = Set(taken.map(\.baseAddress))
        for pages in taken { SecretPages.giveBack(pages) }
        let again = (0..<8).map { _ in SecretPages.take(count * SecretPages.size) }
        #expect(again.contains { addresses.contains($0.baseAddress) })
        for pages in again { SecretPages.giveBack(pages) }
    }
}
