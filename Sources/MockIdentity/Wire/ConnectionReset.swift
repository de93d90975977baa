import Glibc

/// Turns the coming close of one accepted connection into a TCP reset.
///
/// The HTTP server keeps its sockets to itself, so the descriptor is found by its two ports.
enum ConnectionReset {
    /// Arms every descriptor of this process that is the accepted side of the given connection.
    ///
    /// - Parameters:
    ///   - serverPort: The port that the mock server listens on.
    ///   - clientPort: The client's port.
    static func arm(serverPort: UInt16, clientPort: UInt16) {
        guard let directory = opendir("/proc/self/fd") else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let descriptor = Int32(name),
                port(of: descriptor, by: getsockname) == serverPort,
                port(of: descriptor, by: getpeername) == clientPort
            else { continue }
            // No lingering at all: close() then sends RST instead of FIN.
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
    }

    private typealias NameLookup = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) ->
        Int32

    private static func port(of descriptor: Int32, by lookup: NameLookup) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { lookup(descriptor, $0, &length) }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}
