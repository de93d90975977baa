import Glibc

/// How it is noticed that there is nobody at the other end of a connection any more.
///
/// An answer may take long, and must not be given up while its server is there. So the two are told apart: the server's
/// machine answers the system's probes (RFC 9293 §3.8.4) also while its program is at work.
enum ConnectionWatch {
    /// How long a connection is silent before it is probed, and how long between two probes.
    ///
    /// Connections that are kept are probed as well, and each probe wakes a radio.
    static let (idle, interval) = (Duration.seconds(60), Duration.seconds(15))
    /// How long nothing of what was sent is confirmed before the connection counts as lost (RFC 5482).
    ///
    /// The system counts a reader that takes nothing for so long among the lost.
    static let limit = Duration.seconds(15)

    /// Begins to watch a connection; a system that cannot leaves the request to its own time limit.
    static func begin(_ socket: Int32) {
        set(socket, SOL_SOCKET, SO_KEEPALIVE, 1)
        let tcp = Int32(IPPROTO_TCP)
        set(socket, tcp, TCP_KEEPIDLE, Int32(idle.components.seconds))
        set(socket, tcp, TCP_KEEPINTVL, Int32(interval.components.seconds))
        set(socket, tcp, TCP_USER_TIMEOUT, Int32(limit.wholeMilliseconds))
    }

    private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
