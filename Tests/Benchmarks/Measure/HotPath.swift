import AllocationCount
import Carryover

/// What it costs to ask for a token that is valid.
///
/// What a peer's call does, `accessToken()` does: it looks whether the token is still good, and would refresh it.
/// `currentAccessToken` never does.
enum HotPath {
    private static let calls = 200_000

    static func measure() async throws {
        let manager = try await App.manager()
        var (read, awaited): ([Double], [Double]) = ([], [])
        for _ in 0..<21 {
            read.append(try nanosecondsToRead(manager, calls))
            awaited.append(try await nanosecondsToAwait(manager, calls))
        }
        print("hot_path_ns", median(awaited))
        print("peek_ns", median(read))
        var before = allocation_count()
        _ = try await nanosecondsToAwait(manager, calls)
        print("hot_path_allocations", Double(allocation_count() - before) / Double(calls))
        before = allocation_count()
        _ = try nanosecondsToRead(manager, calls)
        print("peek_allocations", Double(allocation_count() - before) / Double(calls))
    }

    static func nanosecondsToRead(_ manager: SessionManager, _ calls: Int) throws -> Double {
        let watch = Stopwatch()
        for _ in 0..<calls {
            guard manager.currentAccessToken != nil else { throw Unexpected(what: "there is no token") }
        }
        return watch.nanoseconds / Double(calls)
    }

    static func nanosecondsToAwait(_ manager: SessionManager, _ calls: Int) async throws -> Double {
        let watch = Stopwatch()
        for _ in 0..<calls { _ = try await manager.accessToken() }
        return watch.nanoseconds / Double(calls)
    }
}
