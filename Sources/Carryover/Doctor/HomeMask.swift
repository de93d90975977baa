import CarryoverStorage

/// Takes the home folder's path, which names a person, out of what is meant to be pasted.
struct HomeMask {
    /// The path without a slash at its end, or `nil` where masking would say nothing.
    private let home: String?

    init(home: String?) {
        var path = home ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        self.home = path.hasPrefix("/") ? path : nil
    }

    func apply(to finding: Finding) -> Finding {
        guard let home else { return finding }
        var finding = finding
        finding.detail = Self.replacing(home, with: "~", in: finding.detail)
        finding.remedy = finding.remedy.map { remedy in
            // A shell does not look for a tilde in quotes, but for a variable in double ones; all that lies below stays
            // in the quotes in which nothing is special.
            let opening = String(home.shellWord.dropLast())
            let command = remedy.replacing("\(opening)'", with: "\"$HOME\"")
                .replacing("\(opening)/", with: "\"$HOME\"'/")
            return Self.replacing(home, with: "~", in: command)
        }
        return finding
    }

    /// Replaces a path, and none that only begins like it.
    private static func replacing(_ path: String, with mask: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: path) {
            // A full stop or a dash may be the sentence's own.
            let next = rest[found.upperBound...].drop { "-_.".contains($0) }.first
            let goesOn = next.map { $0.isLetter || $0.isNumber } ?? false
            result += rest[..<found.lowerBound] + (goesOn ? path : mask)
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}
