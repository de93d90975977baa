package import FoundationEssentials

/// The `Retry-After` field (RFC 9110 §10.2.3), in seconds or as a date.
package enum RetryAfter {
    /// The longest wait that is granted: a typing error at the server must not keep a client away for a year.
    package static let longest: Duration = .seconds(3600)

    /// The wait that is asked for, between nothing and an hour, or `nil` where none is.
    ///
    /// A date is measured against the answer's own `Date`, so that a wrong clock here does not matter.
    package static func duration(_ value: String?, date: String?, now: Date) -> Duration? {
        guard let value else { return nil }
        if let seconds = Double(value), seconds.isFinite, seconds >= 0 {
            return min(.seconds(min(seconds, 1e6)), longest)
        }
        guard let until = HTTPDate.date(value) else { return nil }
        let base = date.flatMap { HTTPDate.date($0) } ?? now
        let wait = until.timeIntervalSince(base)
        return min(max(.zero, .seconds(wait)), longest)
    }
}
