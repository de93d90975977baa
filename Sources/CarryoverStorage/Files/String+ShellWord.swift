extension String {
    /// The text as a word that a shell takes for nothing but itself.
    package var shellWord: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
