package import FoundationEssentials

/// The ways in which libraries write down when a token expires.
package enum LegacyExpiry {
    /// The largest number that is read as seconds; above it, it can only be milliseconds.
    private static let latestSecond = 100_000_000_000.0

    /// Reads seconds or milliseconds since 1970 (number or text), or RFC 3339.
    ///
    /// The zero time of Go means "unknown".
    package static func date(_ value: JSONValue) -> Date? {
        if let number = value.double ?? value.string.flatMap({ Double($0) }) {
            guard number.isFinite, number > 0 else { return nil }
            let seconds = number > latestSecond ? number / 1000 : number
            return seconds < latestSecond ? Date(timeIntervalSince1970: seconds) : nil
        }
        guard let text = value.string, !text.hasPrefix("0001-01-01") else { return nil }
        return RFC3339.date(text)
    }

    /// Reads a lifetime in seconds (number or text); one of no more than a second says nothing.
    package static func lifetime(_ value: JSONValue) -> Double? {
        guard let number = value.double ?? value.string.flatMap({ Double($0) }) else { return nil }
        return number > 1 && number < latestSecond ? number : nil
    }

    /// Writes a date in the manner of the value that stood there.
    package static func value(_ date: Date, like old: JSONValue) -> JSONValue? {
        let seconds = date.timeIntervalSince1970
        guard abs(seconds) < latestSecond else { return nil }
        switch old {
        case .number(let text):
            guard let number = Double(text) else { return nil }
            if number > latestSecond { return .integer(Int64(seconds * 1000)) }
            return text.contains(".") ? .number(String(seconds)) : .integer(Int64(seconds))
        case .string(let text):
            guard let number = Double(text) else { return .string(RFC3339.text(date)) }
            return .string(String(Int64(number > latestSecond ? seconds * 1000 : seconds)))
        default: return nil
        }
    }
}
