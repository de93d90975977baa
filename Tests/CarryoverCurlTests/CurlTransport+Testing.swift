import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

extension CurlTransport {
    /// Sends a request that has to fail, and returns how it did.
    func failure(
        of request: HTTPRequest,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> TransportError? {
        do {
            let response = try await send(request)
            Issue.record("unexpected answer \(response)", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }

    /// Starts the thread and loads libcurl, so that a short time limit is not spent on that.
    func warmUp() async throws {
        let impossible = HTTPRequest(.head, try Endpoint("http://127.0.0.1/"), body: Secret("x"))
        #expect(await failure(of: impossible)?.code == .invalidRequest)
    }
}

/// Lets other tasks run until a condition holds, and gives up after a while.
func eventually(_ condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < end else { return false }
        await Task.yield()
    }
    return true
}

/// The number of this process's threads that have a name.
func threads(named name: String) -> Int {
    guard let folder = opendir("/proc/self/task") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
        let id = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let file = fopen("/proc/self/task/\(id)/comm", "r") else { continue }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 32)
        let length = fread(&text, 1, text.count, file)
        if String(decoding: text[..<length], as: UTF8.self) == name + "\n" { count += 1 }
    }
    return count
}
