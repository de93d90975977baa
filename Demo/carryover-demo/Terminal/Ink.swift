/// What a piece of text is; a terminal that has colours takes one from it.
///
/// Only the sixteen colours that every terminal has, so that the user's own theme decides what they look like.
enum Ink: Sendable, Equatable, CaseIterable {
    case plain, faint, strong, accent
    /// What belongs to the old provider, and to the new one.
    case old, new
    case good, warning, bad

    /// The parameters of "Select Graphic Rendition" (ECMA-48 §8.3.117), or `nil` for text as it comes.
    var parameters: String? {
        switch self {
        case .plain: nil
        case .faint: "90"
        case .strong: "1"
        case .accent: "1;94"
        case .old: "33"
        case .new: "36"
        case .good: "32"
        case .warning: "35"
        case .bad: "1;31"
        }
    }
}
