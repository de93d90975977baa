import Carryover

/// A file of the app, and what is in it.
struct DiskItem: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        /// The old provider's login, in the clear; the fingerprints of its tokens.
        case oldLogin([String])
        /// The encrypted record: session, journal, queue.
        case record
        case key
        case keyring
        /// Another app's or an unknown file.
        case other
    }

    /// The path below the story's folder.
    var path: String
    var content: Content
    /// Changes whenever the file does.
    var version: String

    /// What a file is, by its name and the text of those that may be read.
    ///
    /// - Returns: `nil` for what is of no interest: locks, counters, sockets.
    init?(path: String, version: String, text: () -> Secret?) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self.path = path
        self.version = version
        switch name.split(separator: ".").last.map(String.init) {
        case "session": content = .record
        case "key": content = .key
        case "keyring": content = .keyring
        case "json" where path.hasPrefix("config/"):
            guard let object = text().flatMap({ try? JSONValue(parsing: $0) })?.object else {
                content = .other
                return
            }
            content = .oldLogin(
                ["access_token", "refresh_token"].compactMap { object[$0]?.string }
                    .map { Fingerprint(of: Secret($0)).description }
            )
        default: return nil
        }
    }

    /// The path with what is long and says nothing shortened.
    var shortPath: String {
        var parts = path.split(separator: "/").map(String.init)
        guard let name = parts.popLast() else { return path }
        guard let dot = name.lastIndex(of: "."), name[..<dot].count > 12 else { return path }
        return (parts + ["\(name[..<dot].prefix(4))…\(name[dot...])"]).joined(separator: "/")
    }

    /// What is in it, in words.
    var description: Line {
        switch content {
        case .oldLogin(let tokens):
            var line = Line("login in the clear ", .plain)
            line.append(tokens.joined(separator: " "), .old)
            return line
        case .record: return Line("session, journal and queue: encrypted", .new)
        case .key: return Line("the key to it", .faint)
        case .keyring: return Line("the desktop's keyring: encrypted", .new)
        case .other: return Line("something else", .faint)
        }
    }
}
