import CarryoverTesting
import FoundationEssentials
import Testing

struct OwnProviderTests {
    @Test("the provider of the documentation keeps the contract")
    func keepsContract() async throws {
        for violation in await ProviderContract(try NotesWire()).run() { Issue.record("\(violation)") }
    }

    @Test("what the documentation shows is what was compiled here, and it is short")
    func isWhatIsShown() throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        func text(_ path: String) throws -> String {
            String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        }
        let provider = try text("/\(folder)/NotesProvider.swift")
        let article = try text("/\(root)/Sources/Carryover/Carryover.docc/YourOwnProvider.md")
        #expect(article.contains("```swift\n\(provider)```"))
        #expect(provider.split(separator: "\n", omittingEmptySubsequences: false).count < 60)
    }
}
