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
        var finding = finding
        finding.detail = text(finding.detail)
        finding.remedy = finding.remedy.map(command)
        return finding
    }

    private func text(_ text: String) -> String {
        guard let home else { return text }
        return text.replacing("\(home)/", with: "~/")
    }

    /// A shell does not look for a tilde in quotes, but for a variable in double ones.
    private func command(_ text: String) -> String {
        guard let home else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "'\(home)/"),
            let end = rest[start.upperBound...].firstIndex(of: "'")
        {
            result += rest[..<start.lowerBound] + "\"$HOME/" + rest[start.upperBound..<end] + "\""
            rest = rest[rest.index(after: end)...]
        }
        return self.text(result + rest)
    }
}
