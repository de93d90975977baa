/// Whose part of the story something belongs to.
enum Lane: String, Sendable, CaseIterable {
    case app
    case old
    case new

    var title: String {
        switch self {
        case .app: "this app"
        case .old: "the old provider"
        case .new: "the new provider"
        }
    }

    /// The lane of one of the mock servers; the app's own backends stand with the new provider.
    init(server: String) {
        self = server == "legacy" ? .old : .new
    }
}
