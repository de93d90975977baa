/// That a source was searched, and what came of it.
package struct LegacyLook: Sendable {
    package enum Outcome: String, Sendable {
        /// There are logins.
        case found
        /// It is proven that there is none.
        case nothing
        /// Something is there, and nothing in it can be understood.
        case malformed
        /// What is there is not known.
        case unreadable
    }

    package let kind: String
    package let location: String
    package let isWritable: Bool
    package let outcome: Outcome

    init(_ source: any LegacySource, _ finding: LegacyFinding) {
        kind = source.kind
        location = source.location
        isWritable = source.isWritable
        outcome =
            if !finding.entries.isEmpty {
                .found
            } else if !finding.unreadable.isEmpty {
                .unreadable
            } else {
                finding.malformed.isEmpty ? .nothing : .malformed
            }
    }
}
