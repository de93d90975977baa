import Carryover

/// Requests with the token in them, several at a time over connections that are kept.
enum Requests {
    static func measure(url: String, count: Int, width: Int) async throws {
        let manager = try await App.manager(url: url)
        let endpoint = try Endpoint(url + "/api")
        try await send(manager, endpoint, width)
        let watch = Stopwatch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<width {
                group.addTask { try await send(manager, endpoint, count / width) }
            }
            try await group.waitForAll()
        }
        print("requests_per_second", Double(count / width * width) / watch.milliseconds * 1000)
    }

    private static func send(_ manager: SessionManager, _ endpoint: Endpoint, _ count: Int) async throws {
        for _ in 0..<count {
            let response = try await manager.send(HTTPRequest(.get, endpoint))
            guard response.status == 200 else { throw Unexpected(what: "status \(response.status)") }
        }
    }
}
