package import FoundationEssentials

/// The ways in which libraries write down when a token expires.
package enum LegacyExpiry {
    /// Numbers below this one are read as seconds; from it on, they can only be milliseconds.
    private static let firstMillisecond = 100_000_000_000.0
    /// The end of the first day of the year 1.
    private static let endOfZeroDay = Date(timeIntervalSince1970: -62_135_510_400)

    /// Reads seconds or milliseconds since 1970 (number or text), or RFC 3339.
    ///
    /// The zero time of Go means "unknown", wherever its clock stood, and so does whatever is less than a second after
    /// 1970.
    package static func date(_ value: JSONValue) -> Date? {
        if let number = value.double ?? value.string.flatMap({ Double($0) }) {
            guard number.isFinite, number >= 1 else { return nil }
            let seconds = number >= firstMillisecond ? number / 1000 : number
            return seconds < firstMillisecond ? Date(timeIntervalSince1970: seconds) : nil
        }
        guard let text = value.string, !text.hasPrefix("0001-01-01"), let date = RFC3339.date(text) else {
            return nil
        }
        return date < endOfZeroDay ? nil : date
    }

    /// Reads a lifetime in seconds (number or text); one of no more than a second says nothing.
    package static func lifetime(_ value: JSONValue) -> Double? {
        guard let number = value.double ?? value.string.flatMap({ Double($0) }) else { return nil }
        return number > 1 && number < firstMillisecond ? number : nil
    }

    /// Writes a date in the manner of the value that stood there.
    package static func value(_ date: Date, like old: JSONValue) -> JSONValue? {
        let seconds = date.timeIntervalSince1970
        guard abs(seconds) < firstMillisecond else { return nil }
        switch old {
        case .number(let text):
            guard let number = Double(text) else { return nil }
            if number >= firstMillisecond { return .integer(Int64((seconds * 1000).rounded())) }
            return text.contains(".") ? .number(String(seconds)) : .integer(Int64(seconds))
        case .string(let text):
            guard let number = Double(text) else { return .string(RFC3339.text(date)) }
            return .string(String(Int64(number >= firstMillisecond ? (seconds * 1000).rounded() : seconds)))
        default: return nil
        }
    }
}
