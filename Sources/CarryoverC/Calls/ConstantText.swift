import Carryover

/// Texts that last as long as the process.
///
/// `@unchecked Sendable`: they are string literals, which nobody writes.
@safe struct ConstantText: @unchecked Sendable {
    private static let emptyText = ConstantText("")
    private static let states: [String: ConstantText] = [
        "active": ConstantText("active"),
        "expired": ConstantText("expired"),
        "legacy": ConstantText("legacy"),
        "migrating": ConstantText("migrating"),
        "signed-out": ConstantText("signed-out"),
        "rejected": ConstantText("rejected"),
        "unknown": ConstantText("unknown"),
    ]

    private let text: StaticString

    private init(_ text: StaticString) { self.text = text }

    private var pointer: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    static var empty: UnsafePointer<CChar> { unsafe emptyText.pointer }

    /// The word for a state.
    static func name(of state: SessionState) -> UnsafePointer<CChar> {
        unsafe states[state.name]?.pointer ?? empty
    }
}
