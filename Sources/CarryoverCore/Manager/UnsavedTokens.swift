/// New tokens that could not be written yet.
struct UnsavedTokens {
    /// The record that they are in, if there are any.
    var record: SessionRecord?
    /// Whether somebody had signed out or in by the time they came: they are nobody's to use, and keep nobody from asking.
    var isOrphaned = false
}
