/// What became of one access key; nothing of the key itself is in it.
public struct AccessKeyReport: Sendable, Equatable {
    /// What became of it.
    public enum Outcome: Sendable, Equatable {
        /// It was imported now.
        case imported(id: String)
        /// An earlier run imported it, whether its answer arrived or not.
        case importedBefore(id: String)
        /// The same key stands in the file once more, further up.
        case repeated
        /// Descope refused it, with this code.
        case refused(code: String)
        /// An earlier answer was lost, and nobody can tell from here whether the key was imported: look at Descope.
        case unknown
        /// It was not this key's turn; the next run goes on with it.
        case pending
    }

    /// Where it stands in the file, counted from 1.
    public let number: Int
    /// What people know it by.
    public let name: String
    /// What became of it.
    public let outcome: Outcome

    /// One word for the outcome.
    public var word: String {
        switch outcome {
        case .imported: "imported"
        case .importedBefore: "imported-before"
        case .repeated: "repeated"
        case .refused: "refused"
        case .unknown: "unknown"
        case .pending: "pending"
        }
    }
}
