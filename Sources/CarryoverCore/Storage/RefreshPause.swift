package import FoundationEssentials

/// A pause that a server's answer to a refresh began, for the processes that have not seen the answer.
///
/// What is over still counts the failures, so that the next pause is a longer one.
package struct RefreshPause: Sendable, Equatable {
    /// The refresh token that could not be spent.
    package var token: Fingerprint
    /// The failures in a row.
    package var failures: Int
    package var until: Date

    package init(token: Fingerprint, failures: Int, until: Date) {
        self.token = token
        self.failures = failures
        self.until = until
    }
}
