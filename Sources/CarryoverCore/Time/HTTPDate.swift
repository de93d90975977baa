package import FoundationEssentials

/// Dates of HTTP header fields (RFC 9110 §5.6.7), in the three forms that a recipient has to read.
package enum HTTPDate {
    private static let months = [
        "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
        "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
    ]

    /// The date that a field's value means, or `nil` where it is none.
    package static func date(_ text: String) -> Date? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        let civil: CivilDate?
        switch words.count {
        case 6 where words[3].count == 4:
            civil = self.civil(year: Int(words[3]), month: words[2], day: words[1], time: words[4])
        case 6 where words[3].count == 2:
            // RFC 850: two digits, which mean the century in which the date is not far in the future.
            civil = self.civil(
                year: Int(words[3]).map { $0 + ($0 < 70 ? 2000 : 1900) },
                month: words[2],
                day: words[1],
                time: words[4]
            )
        case 5:
            civil = self.civil(year: Int(words[4]), month: words[1], day: words[2], time: words[3])
        default: return nil
        }
        return civil?.secondsSince1970.map { Date(timeIntervalSince1970: Double($0)) }
    }

    private static func civil(year: Int?, month: String, day: String, time: String) -> CivilDate? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard let year, let month = months[month], let day = Int(day), parts.count == 3,
            let hour = parts[0], let minute = parts[1], let second = parts[2]
        else { return nil }
        return CivilDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}
