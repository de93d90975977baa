import Foundation
import Glibc
import MockIdentity
import Testing

/// A minimal HTTP client on blocking sockets, off the cooperative pool: one connection a request.
enum RawClient {
    /// Sends a request and reads until the server closes.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - url: The address, plain HTTP on 127.0.0.1.
    ///   - headers: Header lines.
    ///   - body: The body.
    ///   - timeoutSeconds: How long to wait for each read.
    static func send(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: Data? = nil,
        timeoutSeconds: Int = 20
    ) async throws -> RawResult {
        let parts = try #require(URLComponents(string: url))
        let port = UInt16(clamping: parts.port ?? 80)
        let target = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
        lines += headers.map { "\($0.0): \($0.1)" }
        if let body {
            lines.append("Content-Length: \(body.count)")
        }
        let data = Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? Data())
        return try await offPool {
            do {
                let socket = try RawSocket(port: port, timeoutSeconds: timeoutSeconds)
                try socket.write(data)
                let received = try socket.readAll()
                guard !received.isEmpty else { return .closed }
                guard let answer = RawAnswer(received) else { throw RawSocketError(code: EPROTO) }
                return .answered(answer)
            } catch let error as RawSocketError where error.code == ECONNRESET || error.code == EPIPE {
                return .reset
            } catch let error as RawSocketError where error.code == EAGAIN {
                return .silent
            }
        }
    }

    /// Sends a request and returns its answer, failing the test where none came.
    static func answer(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: Data? = nil
    ) async throws -> RawAnswer {
        try #require(try await send(method, url, headers: headers, body: body).answer)
    }

    static func get(_ url: String, bearer: String? = nil) async throws -> RawAnswer {
        try await answer("GET", url, headers: bearer.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }

    static func postJSON(_ url: String, _ json: JSONValue, headers: [(String, String)] = []) async throws
        -> RawAnswer
    {
        try await answer(
            "POST",
            url,
            headers: headers + [("Content-Type", "application/json")],
            body: json.data
        )
    }

    static func postForm(
        _ url: String,
        _ fields: [(String, String)],
        headers: [(String, String)] = []
    ) async throws -> RawAnswer {
        let text = fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
        return try await answer(
            "POST",
            url,
            headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
            body: Data(text.utf8)
        )
    }

    /// Runs blocking work on a thread of its own.
    static func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result(catching: work))
            }
        }
    }

    private static func encoded(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? value
    }
}
