/// That a source was searched, and what came of it.
package struct LegacyLook: Sendable {
    package enum Outcome: String, Sendable {
        /// There are logins.
        case found
        /// It is proven that nothing is there.
        case nothing
        /// Something is there, and no login of this format, or none of those that are meant.
        case noLogin = "no-login"
        /// Something is there, and nothing in it can be understood.
        case malformed
        /// What is there is not known.
        case unreadable
    }

    package let kind: String
    package let location: String
    package let isWritable: Bool
    package let outcome: Outcome
    /// Why a login may be there that nobody could see, or `nil` where all was looked into.
    package let doubt: LegacySourceError?

    init(_ source: any LegacySource, _ finding: LegacyFinding) {
        kind = source.kind
        location = source.location
        isWritable = source.isWritable
        doubt = finding.unreadable.first { !$0.hidesNothing }
        outcome =
            if !finding.entries.isEmpty {
                .found
            } else if !finding.unreadable.isEmpty {
                .unreadable
            } else if !finding.malformed.isEmpty {
                .malformed
            } else {
                finding.withoutLogin.isEmpty ? .nothing : .noLogin
            }
    }
}
