import Foundation
import Glibc

/// One blocking TCP connection to 127.0.0.1.
struct RawSocket: ~Copyable {
    private let descriptor: Int32

    init(port: UInt16, timeoutSeconds: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw RawSocketError(code: errno) }
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(descriptor)
            throw RawSocketError(code: code)
        }
        // Set last: from here on the deinitializer closes it, also when an initializer throws.
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func write(_ data: Data) throws {
        var sent = 0
        while sent < data.count {
            let count = data.withUnsafeBytes { bytes in
                send(
                    descriptor,
                    bytes.baseAddress.map { $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw RawSocketError(code: errno) }
            sent += count
        }
    }

    /// Reads until the server closes, or until the predicate says that it is enough.
    func readAll(until isEnough: (Data) -> Bool = { _ in false }) throws -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isEnough(data) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { break }
            guard count > 0 else {
                // What came before a reset still counts.
                if errno == ECONNRESET, !data.isEmpty { break }
                throw RawSocketError(code: errno)
            }
            data.append(contentsOf: buffer[0..<count])
        }
        return data
    }
}
