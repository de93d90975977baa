// Dispatch sources may be used from any thread; on Linux their protocols do not say so yet.
@preconcurrency import Dispatch
import Glibc

/// Tells when this machine gets an address, so that the network may have come back.
///
/// The kernel says so by itself (rtnetlink(7)): it takes no bus, no daemon and no polling.
enum NetworkChanges {
    /// The beginning of a `sockaddr_nl` that asks for what concerns addresses of both families.
    private struct Address {
        var family = UInt16(AF_NETLINK)
        var padding: UInt16 = 0
        var id: UInt32 = 0
        var groups: UInt32 = 0x10 | 0x100
    }

    /// One signal after each new address.
    ///
    /// The stream ends at once where the kernel does not tell.
    static func signals() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(AF_NETLINK, kind, 0)
            guard descriptor >= 0 else { return continuation.finish() }
            var address = Address()
            let isBound = withUnsafeBytes(of: &address) { bytes in
                bytes.baseAddress.map {
                    bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
                } ?? false
            }
            guard isBound else {
                close(descriptor)
                return continuation.finish()
            }
            let queue = DispatchQueue(label: "carryover network")
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setCancelHandler { close(descriptor) }
            source.setEventHandler { if hasNewAddress(descriptor) { continuation.yield() } }
            continuation.onTermination = { _ in source.cancel() }
            source.activate()
        }
    }

    /// Reads what the kernel has to say.
    private static func hasNewAddress(_ descriptor: Int32) -> Bool {
        var isNew = false
        var message = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = recv(descriptor, &message, message.count, 0)
            // What did not fit into the kernel's queue may have been one.
            if count < 0, errno == ENOBUFS { isNew = true } else if count < 8 { return isNew }
            if count >= 8, kind(of: message) == 20 { isNew = true }
        }
    }

    /// The kind of the first message; 20 is `RTM_NEWADDR`.
    private static func kind(of message: [UInt8]) -> UInt16 {
        message.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4, as: UInt16.self) }
    }
}
