/// Breaks text into lines of a width, with a hanging indent.
enum Wrap {
    /// - Parameters:
    ///   - columns: The longest line.
    ///   - indent: How far all lines but the first are moved in.
    static func lines(_ text: String, columns: Int, indent: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        let margin = String(repeating: " ", count: indent)
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let isFirst = current.isEmpty || current == margin
            let candidate = isFirst ? current + word : "\(current) \(word)"
            if Columns.of(candidate) <= columns || isFirst {
                current = candidate
            } else {
                lines.append(current)
                current = margin + word
            }
        }
        return lines + [current]
    }
}
