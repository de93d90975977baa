/// New tokens that could not be written yet.
struct UnsavedTokens {
    /// The record that they are in, if there are any.
    var record: SessionRecord?
    /// Whether somebody had signed out or in by the time they came: they are nobody's to use, and keep nobody from asking.
    var isOrphaned = false

    /// Exchanges a session that is in them for what an answer has made of it.
    ///
    /// - Returns: The record that they are in then, or `nil` where it is another session's.
    mutating func update(_ session: Session, to updated: Session) -> SessionRecord? {
        guard record?.session?.accessToken == session.accessToken else { return nil }
        record?.session = updated
        record?.generation += 1
        return record
    }
}
