/// Something that a C app is to be told, in the order in which it happened.
enum Delivery: Sendable {
    /// An event, as JSON.
    case event(String)
    case start(StartAnswer)

    var isEvent: Bool {
        if case .event = self { true } else { false }
    }
}
