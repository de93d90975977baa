import Foundation

/// Timestamps of RFC 3339 with 0, 6 or 9 digits after the second, as Stytch writes all three.
enum StytchTimestamp {
    static func text(_ date: Date, digits: Int) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let whole = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
        guard digits > 0 else { return whole }
        var fraction = String(Int((date.timeIntervalSince1970 - seconds) * 1_000_000))
        fraction = String(repeating: "0", count: max(0, 6 - fraction.count)) + fraction
        fraction += String(repeating: "0", count: max(0, digits - 6))
        return whole.dropLast() + ".\(fraction)Z"
    }
}
