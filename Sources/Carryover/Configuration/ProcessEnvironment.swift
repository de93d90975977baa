import CarryoverStorage
import Glibc

/// The variables and the home folder that a configuration refers to.
package struct ProcessEnvironment: Sendable {
    package let variables: [String: String]
    package let home: String?

    package init(variables: [String: String], home: String?) {
        self.variables = variables
        self.home = home
    }

    /// This process's own; without `HOME`, the home folder of the user's passwd entry.
    package static var current: ProcessEnvironment {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            // Bytes, because every process pays for this at its start, and characters cost ten times as much.
            if let sign = strchr(text, Int32(UInt8(ascii: "="))) {
                let name = UnsafeRawBufferPointer(start: text, count: sign - text)
                variables[String(decoding: name, as: UTF8.self)] = String(cString: sign + 1)
            }
            entry += 1
        }
        let home = variables["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return ProcessEnvironment(variables: variables, home: home ?? passwdHome())
    }

    private static func passwdHome() -> String? {
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &result) == 0, result != nil,
            let folder = entry.pw_dir
        else { return nil }
        return String(cString: folder)
    }

    private static let defaults = [
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    ]

    /// A base folder of the XDG specification; a relative one counts as unset, as the specification says.
    package func baseFolder(_ name: String) -> String? {
        if let value = variables[name], value.hasPrefix("/") { return value }
        guard let home, let folder = Self.defaults[name] else { return nil }
        return "\(home)/\(folder)"
    }

    /// Where temporary files may be made, best first: a folder that is in memory and this user's alone, where there is one.
    package var temporaryFolders: [String] {
        [variables["XDG_RUNTIME_DIR"], variables["TMPDIR"], "/tmp"].compactMap(\.self).filter {
            $0.hasPrefix("/")
        }
    }

    /// A pattern expanded like a path: what the variable stands for is taken literally.
    package func expandPattern(_ pattern: String) -> String? {
        let first = pattern.prefix { $0 != "/" }
        guard first.hasPrefix("~") || first.hasPrefix("$"), let folder = expand(String(first)) else {
            return expand(pattern)
        }
        return PathPattern.literal(folder) + pattern.dropFirst(first.count)
    }

    /// A path with `~`, `$HOME` and `$XDG_…` at its start replaced, or `nil` where what they stand for is not known.
    package func expand(_ path: String) -> String? {
        let first = path.prefix { $0 != "/" }
        let rest = path.dropFirst(first.count)
        let folder: String?
        switch first {
        case "~", "$HOME", "${HOME}": folder = home
        default:
            guard first.hasPrefix("$") else { return path }
            var name = first.dropFirst()
            if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
            if Self.defaults[String(name)] != nil {
                folder = baseFolder(String(name))
            } else if name == "XDG_RUNTIME_DIR" {
                folder = variables["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            } else {
                folder = nil
            }
        }
        return folder.map { $0 + rest }
    }
}
