import CarryoverCore

/// What keeps a file or folder from being trusted, and the command that mends it.
package struct FileObjection: Sendable, Equatable {
    /// What a private thing is supposed to be.
    package enum Role: Sendable {
        case file, folder
    }

    /// What is wrong with it.
    package let detail: String
    /// What mends it: a command where there is one.
    package let remedy: String

    /// Objects to something that has not even a status worth looking at.
    init(detail: String, remedy: String) {
        self.detail = detail
        self.remedy = remedy
    }

    /// Finds the first thing that is wrong, if any.
    ///
    /// - Parameter user: Whose it has to be.
    package init?(_ status: FileStatus, at path: String, as role: Role, user: UInt32) {
        if status.kind != (role == .folder ? .directory : .regular) {
            detail = "\(path) is not a \(role == .folder ? "folder" : "regular file")"
            remedy = role == .folder ? "put a folder of your own in its place" : "remove it"
        } else if role == .file, status.links > 1 {
            // None at all is fine: a writer replaced the file while it was being opened.
            detail = "\(path) has \(status.links) names"
            remedy = "remove the others"
        } else if status.owner != user {
            detail = "\(path) belongs to user \(status.owner)"
            remedy = "chown \(user) \(path.shellWord)"
        } else if status.mode & 0o077 != 0 {
            detail =
                "\(path) has mode \(status.octalMode): others may \(role == .folder ? "enter" : "use") it"
            remedy = "chmod \(role == .folder ? "700" : "600") \(path.shellWord)"
        } else {
            return nil
        }
    }

    /// The objection as a store reports it.
    func storeError(_ operation: String) -> StoreError {
        StoreError(.unsafePermissions, operation: operation, detail: detail, remedy: remedy)
    }
}
