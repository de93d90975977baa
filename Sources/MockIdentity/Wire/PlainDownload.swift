import Foundation
import Glibc

/// Fetches one small document over plain HTTP on blocking sockets, off the cooperative pool.
struct PlainDownload: Sendable {
    private let host: String
    private let port: Int
    private let target: String
    private let bearer: String?

    /// Reads an address, or returns `nil` where it is not plain HTTP.
    ///
    /// - Parameters:
    ///   - text: The address.
    ///   - bearer: A token to send along.
    init?(_ text: String, bearer: String? = nil) {
        guard let url = URLComponents(string: text), url.scheme == "http", let host = url.host else {
            return nil
        }
        self.host = host
        self.bearer = bearer
        port = url.port ?? 80
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        target = path + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    /// Returns the body of a 200 answer, or `nil` for anything else.
    func body() async -> Data? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: blockingBody()) }
        }
    }

    private func blockingBody() -> Data? {
        guard let descriptor = connected() else { return nil }
        defer { close(descriptor) }
        // HTTP/1.0: the server neither chunks the answer nor keeps the connection.
        var lines = ["GET \(target) HTTP/1.0", "Host: \(host):\(port)", "Accept: application/json"]
        if let bearer { lines.append("Authorization: Bearer \(bearer)") }
        lines += ["", ""]
        let request = Array(lines.joined(separator: "\r\n").utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }

        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { break }
            guard count > 0, answer.count < 1_000_000 else { return nil }
            answer.append(contentsOf: buffer[0..<count])
        }
        guard let head = answer.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
        let status = String(decoding: answer.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
        return status.count >= 2 && status[1] == "200" ? Data(answer[head.upperBound...]) : nil
    }

    private func connected() -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var next = list
        while let info = next?.pointee {
            let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
            if descriptor >= 0 {
                var limit = timeval(tv_sec: 5, tv_usec: 0)
                let size = socklen_t(MemoryLayout<timeval>.size)
                setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
                setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
                if connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
                close(descriptor)
            }
            next = info.ai_next
        }
        return nil
    }
}
