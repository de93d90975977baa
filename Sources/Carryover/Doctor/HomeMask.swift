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
        finding.detail = Self.masking(home, inText: finding.detail)
        finding.remedy = finding.remedy.map { Self.masking(home, inCommands: $0) }
        return finding
    }

    /// Masks a path in text that commands are part of, whose words are those of ``Swift/String/shellWord``.
    private static func masking(_ home: String, inCommands text: String) -> String {
        var result = ""
        var rest = text[...]
        while let (opening, end) = word(in: rest) {
            result += masking(home, inText: String(rest[..<opening]))
            result += masking(home, inWord: String(rest[opening..<end]))
            rest = rest[end...]
        }
        return result + masking(home, inText: String(rest))
    }

    /// The first word in quotes: it starts where a word can, which the apostrophe of a sentence does not.
    private static func word(in text: Substring) -> (opening: String.Index, end: String.Index)? {
        var previous: Character?
        for index in text.indices {
            if text[index] == "'", previous?.isWhitespace != false {
                var rest = text[text.index(after: index)...]
                while let quote = rest.firstIndex(of: "'") {
                    rest = rest[quote...].dropFirst()
                    // A quote of its own stands outside, and the word goes on.
                    guard rest.hasPrefix("\\''") else { return (index, rest.startIndex) }
                    rest = rest.dropFirst(3)
                }
            }
            previous = text[index]
        }
        return nil
    }

    /// Masks the start of a word in quotes, in which a shell does not look for a tilde, but for a variable in double
    /// ones; all that lies below stays in the quotes in which nothing is special.
    private static func masking(_ home: String, inWord word: String) -> String {
        if word == home.shellWord { return "\"$HOME\"" }
        let opening = home.shellWord.dropLast()
        return word.hasPrefix("\(opening)/") ? "\"$HOME\"'\(word.dropFirst(opening.count))" : word
    }

    /// Masks a path, and none that only begins like it or holds it.
    private static func masking(_ home: String, inText text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: home) {
            let previous = text[..<found.lowerBound].last
            let isStart = previous.map { !$0.isLetter && !$0.isNumber && !"/.-_~@+%".contains($0) } ?? true
            result += rest[..<found.lowerBound] + (isStart && ends(rest[found.upperBound...]) ? "~" : home)
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    /// Whether a folder's name has come to its end; the sentence may go on with signs of its own.
    private static func ends(_ rest: Substring) -> Bool {
        guard rest.first != "/" else { return true }
        return rest.drop { ".,:;!?)]\"'".contains($0) }.first.map(\.isWhitespace) ?? true
    }
}
