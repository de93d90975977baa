import Glibc
import Synchronization

/// The server's end of one connection, driven by a script on a thread of its own.
final class LoopbackConnection: Sendable {
    /// One for the first connection that a server accepts, two for the next.
    let number: Int
    private let descriptor: Mutex<Int32?>
    private let pending = Mutex<[UInt8]>([])
    private let record: @Sendable (String) -> Void

    init(_ descriptor: Int32, number: Int, record: @escaping @Sendable (String) -> Void) {
        self.descriptor = Mutex(descriptor)
        self.number = number
        self.record = record
    }

    deinit { close() }

    /// Reads a request with its body, as far as `Content-Length` tells, or returns `nil` when the client is
    /// gone.
    func readRequest() -> String? {
        let end = Array("\r\n\r\n".utf8)
        var length: Int?
        while true {
            let text: String? = pending.withLock { bytes in
                guard let head = bytes.firstRange(of: end) else { return nil }
                let header = String(decoding: bytes[..<head.upperBound], as: UTF8.self)
                let needed = length ?? Self.contentLength(header)
                length = needed
                guard bytes.count >= head.upperBound + needed else { return nil }
                let whole = String(decoding: bytes[..<(head.upperBound + needed)], as: UTF8.self)
                bytes.removeFirst(head.upperBound + needed)
                return whole
            }
            if let text {
                record(text)
                return text
            }
            guard readMore() else { return nil }
        }
    }

    /// Blocks until the client closes or resets the connection.
    func waitForHangUp() {
        while readMore() {}
    }

    /// Sends bytes, or as many as the client wants.
    ///
    /// - Returns: Whether the client took them all.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let descriptor = descriptor.withLock({ $0 }) else { return false }
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Closes the connection so that the client sees a reset.
    func reset() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(open, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            Glibc.close(open)
            descriptor = nil
        }
    }

    /// Closes the connection.
    func close() {
        descriptor.withLock { descriptor in
            if let open = descriptor { Glibc.close(open) }
            descriptor = nil
        }
    }

    /// Ends whatever the script waits for on the connection.
    func interrupt() {
        descriptor.withLock { descriptor in
            if let open = descriptor { _ = shutdown(open, Int32(SHUT_RDWR)) }
        }
    }

    private func readMore() -> Bool {
        guard let descriptor = descriptor.withLock({ $0 }) else { return false }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending.withLock { $0.append(contentsOf: buffer[..<count]) }
        return true
    }

    private static func contentLength(_ header: String) -> Int {
        for line in header.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            return Int(line.dropFirst(15).filter { $0 != " " }) ?? 0
        }
        return 0
    }
}
