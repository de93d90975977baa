/// All that is open in this process.
///
/// Not to be touched in a forked child, where a lock may be held by a thread that is not there.
enum References {
    static let sessions = ReferenceTable<OpenSession>(kind: .session)
    static let errors = ReferenceTable<ReportedError>(kind: .error)
}
