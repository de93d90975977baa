import CarryoverStorage

/// Whether others may read an old login or a secret in the configuration, or change either.
enum PermissionsCheck {
    private static let name = "permissions"

    static func finding(_ files: [FileFacts]) -> Finding {
        guard !files.isEmpty else { return Finding(name, .skip, "there is no file to look at") }
        let open = files.filter { $0.mode & ($0.holdsSecrets ? 0o077 : 0o022) != 0 }
        guard open.isEmpty else {
            return Finding(
                failed: name,
                open.map {
                    "\($0.path) has mode \(octal($0.mode))\($0.holdsSecrets ? ", and a secret in it" : "")"
                }
                .joined(separator: "; "),
                remedy: open.map { "chmod \($0.holdsSecrets ? "600" : "go-w") \($0.path.shellWord)" }.joined(
                    separator: "; "
                )
            )
        }
        return Finding(
            name,
            .ok,
            "\(files.count == 1 ? "1 file is" : "\(files.count) files are") for you alone to change"
        )
    }

    private static func octal(_ mode: UInt32) -> String { String(mode, radix: 8) }
}
