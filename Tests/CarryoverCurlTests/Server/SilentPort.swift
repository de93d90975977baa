import Foundation
import Glibc

@testable import CarryoverCore

/// A port on which no connection ever comes about: its queue is full, and the kernel drops what comes after.
final class SilentPort {
    let endpoint: Endpoint
    private let descriptors: [Int32]

    init() throws {
        let listener = try LoopbackServer.listen(backlog: 0)
        let port = LoopbackServer.port(of: listener)
        let fillers = (0..<4).map { _ in
            let descriptor = socket(
                AF_INET,
                Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
                0
            )
            var address = LoopbackServer.loopback(port: port)
            withUnsafeBytes(of: &address) { bytes in
                _ = connect(
                    descriptor,
                    bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(bytes.count)
                )
            }
            return descriptor
        }
        descriptors = [listener] + fillers
        endpoint = try Endpoint("http://127.0.0.1:\(port)/")
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
