import Glibc

/// A session bus and a keyring of the story's own, in its own folder.
actor PrivateKeyring {
    private let folder: StoryFolder
    private var bus: ChildProcess?
    private var daemon: ChildProcess?
    private var address = ""

    init(_ folder: StoryFolder) throws(StoryFailure) {
        let missing = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"].filter { !Self.isInstalled($0) }
        guard missing.isEmpty else {
            throw StoryFailure(
                description: "this story needs \(missing.joined(separator: ", ")) "
                    + "(Debian: apt-get install dbus dbus-bin gnome-keyring)",
                isRequirement: true
            )
        }
        self.folder = folder
    }

    /// The environment in which the bus is found.
    var environment: [String: String] {
        var environment = folder.environment
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        return environment
    }

    /// Starts the keyring anew: unlocked, as a login does it, or locked, as after a login without a password.
    func start(isUnlocked: Bool) async throws {
        if bus == nil { try await startBus() }
        if let last = daemon {
            daemon = nil
            _ = await last.end()
        }
        // A shell of its own ends the daemon when this process is gone, however it went.
        let script = """
            \(isUnlocked ? "printf story | " : "")gnome-keyring-daemon --foreground --components=secrets \
            \(isUnlocked ? "--unlock" : "") >/dev/null 2>&1 &
            daemon=$!
            trap 'kill $daemon; wait $daemon' EXIT
            tries=0
            until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
                org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true
            do
                tries=$((tries + 1))
                [ $tries -lt 100 ] || exit 1
                sleep 0.05
            done
            echo ready
            cat >/dev/null
            """
        let daemon = try ChildProcess("/bin/sh", ["-c", script], environment: environment)
        self.daemon = daemon
        guard await daemon.lines.first(where: { _ in true }) == "ready" else {
            throw StoryFailure(description: "gnome-keyring-daemon did not start")
        }
    }

    func end() async {
        if let daemon { _ = await daemon.end() }
        if let bus { _ = await bus.end() }
    }

    private func startBus() async throws {
        // It names no folder of services, so that nothing starts on it by surprise. A socket with a path would be out of
        // reach in a deep folder for temporary files: the system allows 107 bytes.
        let name = folder.path.split(separator: "/").last ?? "carryover-story"
        let configuration = """
            <busconfig><type>session</type><listen>unix:abstract=\(name)</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
            <allow own="*"/></policy></busconfig>
            """
        let path = "\(folder.path)/run/bus.conf"
        try folder.write(configuration, to: path)
        let script = """
            dbus-daemon --nofork --nopidfile --config-file='\(path)' --print-address=1 2>/dev/null &
            daemon=$!
            trap 'kill $daemon; wait $daemon' EXIT
            # Whoever reads the address has to see the end of a daemon that gives none.
            exec >/dev/null
            cat
            """
        let bus = try ChildProcess("/bin/sh", ["-c", script], environment: folder.environment)
        self.bus = bus
        guard let address = await bus.lines.first(where: { _ in true }) else {
            throw StoryFailure(description: "dbus-daemon did not start")
        }
        self.address = address
    }

    private static func isInstalled(_ program: String) -> Bool {
        (Variable.value("PATH") ?? "/usr/bin:/bin").split(separator: ":").contains { folder in
            access("\(folder)/\(program)", X_OK) == 0
        }
    }
}
