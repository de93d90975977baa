/// What one check of the doctor came to; safe to paste.
package struct Finding: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case ok, fail, skip
    }

    package let name: String
    package let verdict: Verdict
    package var detail: String
    /// What to do about it, or to keep in mind.
    package var remedy: String?
    package let isAboutStore: Bool

    /// What a check can come to without having failed.
    enum Mild {
        case ok, skip
    }

    init(
        _ name: String,
        _ verdict: Mild,
        _ detail: String,
        remedy: String? = nil,
        isAboutStore: Bool = false
    ) {
        self.name = name
        self.verdict = verdict == .ok ? .ok : .skip
        self.detail = detail
        self.remedy = remedy
        self.isAboutStore = isAboutStore
    }

    /// A failure, which never comes without something to do about it.
    init(failed name: String, _ detail: String, remedy: String, isAboutStore: Bool = false) {
        self.name = name
        verdict = .fail
        self.detail = detail
        self.remedy = remedy
        self.isAboutStore = isAboutStore
    }
}
