import CarryoverCore
import Glibc
import Testing

@testable import CarryoverStorage

/// A system that has no watch left to give.
@Suite(.timeLimit(.minutes(5)))
struct ChangeWatchTests {
    @Test(arguments: [(EMFILE, "fs.inotify.max_user_instances"), (ENOSPC, "fs.inotify.max_user_watches")])
    func `Nobody is told of changes, and what to do about it can be asked`(
        number: Int32,
        limit: String
    ) async throws {
        let folder = try TemporaryFolder()
        var calls = FileSystemCalls.system
        calls.inotify = { (_, _) throws(SystemCallFailure) in throw SystemCallFailure("inotify", number) }
        let factory = try factory(folder, calls: calls)
        let file = factory.file()
        let automatic = factory.automatic(ScriptedKeyring(ScriptedKeyring.Content()), file) { _ in }
        for store in [file, automatic] as [any WatchedStore] {
            for await _ in store.changes() { Issue.record("there is no watch") }
            let error = try #require(await store.watchFailure())
            #expect(error.code == .fileSystem)
            #expect(error.detail.contains("errno \(number)"))
            #expect(error.remedy?.contains(limit) == true, "\(error)")
        }
    }

    @Test func `Where there is a watch to be had, the first signal says that it stands`() async throws {
        let folder = try TemporaryFolder()
        let store = try factory(folder).file()
        // Asking leaves nothing behind, not even the folder.
        #expect(await store.watchFailure() == nil)
        #expect(folder.mode("state") == 0)
        for await _ in store.changes() { break }
        #expect(await store.watchFailure() == nil)
    }
}
