import Glibc

/// Who may read and write a file.
package struct FileFacts: Sendable, Equatable {
    package var path: String
    /// The permission bits.
    package var mode: UInt32
    /// Whether there is something in it that others must not read.
    package var holdsSecrets: Bool

    package init(path: String, mode: UInt32, holdsSecrets: Bool) {
        self.path = path
        self.mode = mode
        self.holdsSecrets = holdsSecrets
    }

    /// Looks at a file; `nil` where there is none.
    package init?(_ path: String, holdsSecrets: Bool) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(path: path, mode: UInt32(status.st_mode) & 0o7777, holdsSecrets: holdsSecrets)
    }
}
