import Foundation
import Glibc
import Synchronization

@testable import CarryoverCore

/// A server on the loopback interface that says exactly what a test tells it to.
///
/// Each connection runs the script on its own thread and is closed when the script returns.
final class LoopbackServer: Sendable {
    typealias Script = @Sendable (LoopbackConnection) -> Void

    private final class Shared: Sendable {
        let requests = Mutex<[String]>([])
        let connections = Mutex<[LoopbackConnection]>([])
        let accepted = Atomic<Int>(0)
        let isStopped = Atomic<Bool>(false)
    }

    let port: UInt16
    /// Every request, as soon as it was read.
    let arrivals: AsyncStream<String>
    private let listener: Int32
    private let shared = Shared()

    init(_ script: @escaping Script) throws {
        let listener = try Self.listen()
        port = Self.port(of: listener)
        self.listener = listener
        let (arrivals, continuation) = AsyncStream.makeStream(of: String.self)
        self.arrivals = arrivals
        let shared = shared
        Thread.detachNewThread {
            Self.accept(on: listener, shared, script) { request in
                shared.requests.withLock { $0.append(request) }
                continuation.yield(request)
            }
            continuation.finish()
        }
    }

    /// Gives the same answer to every request, on kept connections.
    convenience init(answering answer: String) throws {
        try self.init { connection in
            while connection.readRequest() != nil, connection.send(answer) {}
        }
    }

    deinit {
        shared.isStopped.store(true, ordering: .sequentiallyConsistent)
        _ = shutdown(listener, Int32(SHUT_RDWR))
        shared.connections.withLock { connections in
            for connection in connections { connection.interrupt() }
        }
    }

    var requests: [String] { shared.requests.withLock { $0 } }
    var accepted: Int { shared.accepted.load(ordering: .sequentiallyConsistent) }

    func endpoint(_ path: String = "/", scheme: String = "http", host: String = "127.0.0.1") throws
        -> Endpoint
    {
        try Endpoint("\(scheme)://\(host):\(port)\(path)")
    }

    private static func accept(
        on listener: Int32,
        _ shared: Shared,
        _ script: @escaping Script,
        _ record: @escaping @Sendable (String) -> Void
    ) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor < 0, errno == EINTR || errno == ECONNABORTED { continue }
            guard descriptor >= 0, !shared.isStopped.load(ordering: .sequentiallyConsistent) else { break }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let number = shared.accepted.add(1, ordering: .sequentiallyConsistent).newValue
            let connection = LoopbackConnection(descriptor, number: number, record: record)
            shared.connections.withLock { $0.append(connection) }
            Thread.detachNewThread {
                script(connection)
                connection.close()
            }
        }
        // Each connection has a way to record its requests here.
        shared.connections.withLock { $0.removeAll() }
        close(listener)
    }

    /// A socket that listens on a free port of 127.0.0.1.
    static func listen(backlog: Int32 = 256) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: 0)
        let bound = withUnsafeBytes(of: &address) { bytes in
            bind(
                descriptor,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
        guard descriptor >= 0, bound == 0, Glibc.listen(descriptor, backlog) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return descriptor
    }

    static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            _ = getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
