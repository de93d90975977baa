import FoundationEssentials

@testable import CarryoverCore

extension FuzzTarget {
    /// Dates of HTTP and of RFC 3339: what is read can be counted with and written.
    static let dates = FuzzTarget("dates") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for date in [HTTPDate.date(text), RFC3339.date(text)] {
            guard let date else { continue }
            precondition(date.timeIntervalSince1970.isFinite, "a date without measure")
            precondition(abs(date.timeIntervalSince1970) < 1e12, "a date out of this world")
            _ = RFC3339.text(date)
        }
    }

    /// `Retry-After`: between nothing and an hour.
    static let retryAfter = FuzzTarget("retry-after") { bytes in
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let now = Date(timeIntervalSince1970: 1_795_000_000)
        let wait = RetryAfter.duration(lines.first, date: lines.dropFirst().first, now: now)
        guard let wait else { return }
        precondition(wait >= .zero && wait <= RetryAfter.longest, "a wait without measure")
    }
}
