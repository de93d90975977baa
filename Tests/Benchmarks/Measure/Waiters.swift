import Carryover

/// Many tasks that want the token while it is being refreshed.
enum Waiters {
    private static let serverMilliseconds = 200.0

    static func measure(url: String, count: Int) async throws {
        let manager = try await App.manager(url: url, path: "/token/200", lifetime: 0)
        // The first request of a process loads libcurl; that is not about waiting.
        _ = try await manager.refresh()
        var overheads: [Double] = []
        for session in 1...21 {
            try await App.signIn(manager, session: session, lifetime: 0)
            overheads.append(try await milliseconds(manager, count) - serverMilliseconds)
        }
        print("overhead_ms", median(overheads))
    }

    private static func milliseconds(_ manager: SessionManager, _ count: Int) async throws -> Double {
        let watch = Stopwatch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { _ = try await manager.accessToken() } }
            try await group.waitForAll()
        }
        return watch.milliseconds
    }
}
