package import CarryoverCore

/// What can be seen of a folder and of the files in it that belong to one record.
package struct FolderInspection: Sendable {
    /// Where the folder is, or would be.
    package let path: String
    /// Whether it is there.
    package var isPresent = false
    /// How many files belong to the record.
    package var files = 0
    /// How many of them are a record that is in use, or would be.
    package var records = 0
    package var objections: [FileObjection] = []
    /// The file system that holds the folder or, before it exists, its nearest parent.
    package var fileSystem: FileSystemKind?
    /// Whether its names can be made durable.
    package var canSyncNames = true
    /// What a program without privileges may still write there, in bytes.
    package var freeBytes: UInt64?
    /// Why no more could be seen.
    package var error: StoreError?

    /// Creates an inspection that has seen nothing yet.
    package init(path: String) { self.path = path }
}
