import Glibc

/// A small file system of a program's own, which can be filled up without harm to anybody else.
enum SmallDisk {
    private static let unshare = "/usr/bin/unshare"

    /// Whether this machine lets a user mount something for himself alone.
    static var isPossible: Bool {
        get async throws {
            guard access(unshare, X_OK) == 0 else { return false }
            let command = ["-rm", "/bin/mount", "-t", "tmpfs", "none", "/mnt"]
            return try await Program(unshare, command, environment: [:]).finish().exitCode == 0
        }
    }

    /// Runs a shell's lines where the installation's state folder is on a disk of 64 KiB.
    ///
    /// `fill` fills it, `free` empties it again, and `start` starts the demo and prints its exit code.
    static func run(_ lines: String, in installation: Installation) throws -> Program {
        mkdir(installation.stateFolder, 0o700)
        let script = """
            set -u
            mount -t tmpfs -o size=64k,mode=0700 none "$STATE" || exit 99
            fill() { cat /dev/zero > "$STATE/filler" 2> /dev/null; test -s "$STATE/filler"; }
            free() { rm "$STATE/filler"; }
            start() { "$DEMO" start --json --config "$CONFIG" "$@"; echo "exit code $?"; }
            \(lines)
            """
        var environment = installation.environment
        environment["STATE"] = installation.stateFolder
        environment["DEMO"] = "\(Program.folder)/carryover-demo"
        environment["CONFIG"] = installation.configurationFile
        return try Program(unshare, ["-rm", "/bin/sh", "-c", script], environment: environment)
    }

    /// The exit codes that `start` printed.
    static func exitCodes(_ finished: Finished) -> [String] {
        finished.output.split(separator: "\n").filter { $0.hasPrefix("exit code") }.map {
            String($0.suffix(1))
        }
    }
}
