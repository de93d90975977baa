/// Files of another program that only make sense together.
package struct FileGroup: Sendable {
    package let folder: String
    /// The file without which the others are nothing.
    package let essential: String
    package let isWanted: @Sendable (String) -> Bool

    package init(folder: String, essential: String, isWanted: @escaping @Sendable (String) -> Bool) {
        self.folder = folder
        self.essential = essential
        self.isWanted = isWanted
    }
}
