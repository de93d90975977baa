import Glibc

/// A session bus of one test's own, with a provider on it, for a process that has met no bus yet.
final class PrivateBus {
    private let daemon: ChildProcess
    private let provider: ChildProcess?

    /// - Parameter path: The socket of a bus that another one is to take the place of later.
    /// - Parameter configuration: What the bus is to be like instead of the usual.
    init(at path: String? = nil, provider mode: String? = "slow", configuration: String? = nil) throws {
        let configuration = configuration ?? KeyringState.path(of: "session-bus.conf")
        daemon = try ChildProcess(
            "dbus-daemon",
            "--nofork",
            "--print-address",
            "--config-file=\(configuration)",
            "--address=unix:" + (path.map { "path=\($0)" } ?? "tmpdir=/tmp")
        )
        // What the bus prints names its identity as well, which the next one does not share.
        let printed = daemon.line()
        setenv("DBUS_SESSION_BUS_ADDRESS", path.map { "unix:path=\($0)" } ?? printed, 1)
        guard let mode else {
            provider = nil
            return
        }
        provider = try ChildProcess("sh", "-c", "exec \(KeyringState.script("fault_provider.py")) \(mode)")
        try ChildProcess("gdbus", "wait", "--session", "--timeout", "10", "org.freedesktop.secrets").wait()
    }

    func end() {
        daemon.signal(SIGKILL)
        daemon.wait()
    }
}

/// Takes connections and never says anything.
enum Silence {
    static func listen(at path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(100)) }
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        Glibc.listen(listener, 8)
    }
}

/// GLib's main loop, as a host with a window would run it.
enum MainLoop {
    /// Lets it do what is due, some times.
    ///
    /// - Returns: Whether there is one.
    static func turn(_ times: Int) -> Bool {
        guard let symbol = dlsym(dlopen("libglib-2.0.so.0", RTLD_NOW), "g_main_context_iteration") else {
            return false
        }
        typealias Iteration = @convention(c) (OpaquePointer?, Int32) -> Int32
        let iteration = unsafeBitCast(symbol, to: Iteration.self)
        for _ in 0..<times { _ = iteration(nil, 0) }
        return true
    }
}
