import Glibc
import Synchronization

/// The state of the Secret Service that `Tests/SecretService/with-secret-service.sh` has set up, if it did.
enum KeyringState: String {
    case nobus, none, gnome, kwallet, keepassxc, pass
    case gnomeLocked = "gnome-locked"
    case gnomeCold = "gnome-cold"
    case gnomeEmpty = "gnome-empty"
    case lockedKeePassXC = "keepassxc-locked"
    case quietKeePassXC = "keepassxc-locked-quiet"

    static let current: KeyringState? =
        environment["CARRYOVER_KEYRING_TESTS"] == "1"
        ? environment["CARRYOVER_KEYRING_STATE"].flatMap { KeyringState(rawValue: $0) } : nil

    /// Whether the provider can be read and written.
    static var isOpen: Bool { [.gnome, .kwallet, .keepassxc, .pass].contains(current) }
    static var isLockedGnome: Bool { [.gnomeLocked, .gnomeCold].contains(current) }
    static var isLocked: Bool { isLockedGnome || [.lockedKeePassXC, .quietKeePassXC].contains(current) }
    static var isAbsent: Bool { [.nobus, KeyringState.none].contains(current) }
    static var isGnome: Bool { current == .gnome }

    /// The provider that a test has started in place of the first one.
    private static let successor = Mutex<pid_t?>(nil)

    static var providerID: pid_t? {
        successor.withLock { $0 } ?? environment["CARRYOVER_KEYRING_PID"].flatMap { pid_t($0) }
    }

    /// Ends the provider, and waits until its name is free.
    static func endProvider() throws {
        guard let id = providerID else { return }
        kill(id, SIGKILL)
        let free =
            "while gdbus call --session --dest org.freedesktop.DBus --object-path / \\\n"
            + "--method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets | grep -q true; do :; done"
        try ChildProcess("sh", "-c", free).wait()
    }

    /// Ends gnome-keyring and starts it again, on the same files.
    static func restartProvider() throws {
        try restartProvider(as: "gnome-keyring-daemon --foreground --components=secrets")
    }

    /// Ends the provider and runs a command that provides in its place.
    static func restartProvider(as command: String) throws {
        try endProvider()
        // It ends with the bus, which does not outlive the command that runs on it.
        let id = try pid_t(ChildProcess("sh", "-c", "\(command) >/dev/null 2>&1 & echo $!").line())
        try ChildProcess("gdbus", "wait", "--session", "--timeout", "10", "org.freedesktop.secrets").wait()
        successor.withLock { $0 = id }
    }

    static var environment: [String: String] {
        var environment: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            let parts = String(cString: line).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return environment
    }

    /// Calls a method of KWallet.
    static func wallet(_ call: String) throws {
        let command =
            "gdbus call --session --dest org.kde.kwalletd5 --object-path /modules/kwalletd5 "
            + "--method org.kde.KWallet.\(call)"
        guard try ChildProcess("sh", "-c", command).wait() == 0 else { throw ChildProcess.Failure(number: 0) }
    }

    /// Runs `gnome_keyring_control.py`.
    static func control(_ arguments: String) throws {
        try ChildProcess("sh", "-c", "exec \(script("gnome_keyring_control.py")) \(arguments)").wait()
    }

    /// The command that runs one of the scripts beside the runner.
    static func script(_ name: String) -> String { "/usr/bin/python3 '\(path(of: name))'" }

    /// Where a file beside the runner is.
    static func path(of name: String) -> String {
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
        return "\(tests)/SecretService/\(name)"
    }
}
