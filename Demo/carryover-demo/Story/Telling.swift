/// A moment, and what is to be seen beside it.
struct Telling: Sendable {
    var moment: Moment
    /// When it happened, in seconds from the beginning of the story.
    var seconds: Double
    var panel: StoryPanel
    /// Fingerprints of the old provider's tokens.
    var oldTokens: Set<String>
}
