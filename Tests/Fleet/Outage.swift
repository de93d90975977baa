import CarryoverCore
import FoundationEssentials

/// A time in which the migration endpoint answers every request with an error, at once.
struct Outage: Sendable {
    /// When it begins, in seconds after the release.
    let start: Double
    /// When it is over.
    let end: Double
    /// What clients make of its answers.
    let error: ProviderError

    /// Creates an outage.
    ///
    /// - Parameters:
    ///   - start: When it begins, in seconds after the release.
    ///   - length: How long it lasts, in seconds.
    ///   - retryAfter: The text of the answers' `Retry-After`, or `nil` where they have none.
    init(start: Double, length: Double, retryAfter: String?) throws {
        self.start = start
        end = start + length
        error = ProviderError(
            .transient,
            code: "unavailable",
            status: 503,
            endpoint: try Endpoint("https://api.example.com/migrate-session"),
            retryAfter: RetryAfter.duration(retryAfter, date: nil, now: .distantPast)
        )
    }

    func contains(_ time: Double) -> Bool {
        start <= time && time < end
    }
}
