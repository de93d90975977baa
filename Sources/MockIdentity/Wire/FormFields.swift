import Foundation

/// Reading `application/x-www-form-urlencoded`.
enum FormFields {
    /// Returns the fields of a form; of two equal names the later wins.
    static func parse(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[decode(parts[0])] = parts.count == 2 ? decode(parts[1]) : ""
        }
        return fields
    }

    /// Undoes the form's encoding of one name or value.
    static func decode(_ text: some StringProtocol) -> String {
        let spaced = String(text).split(separator: "+", omittingEmptySubsequences: false).joined(
            separator: " "
        )
        return spaced.removingPercentEncoding ?? spaced
    }
}
