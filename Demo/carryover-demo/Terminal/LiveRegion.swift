/// Lines that scroll away, and below them a few that are drawn over again and again.
///
/// It knows what it has drawn; what it returns is written to the terminal as it is.
struct LiveRegion: Sendable {
    private var drawn: [Line] = []

    /// The commands and the text that add lines above, and draw the lines below anew.
    mutating func frame(above: [Line], below: [Line], columns: Int, inColour: Bool) -> String {
        var text = beginning(columns: columns)
        for line in above {
            text += line.clipped(to: columns - 1).rendered(inColour: inColour) + "\n"
        }
        drawn = below.map { $0.clipped(to: columns - 1) }
        // No line break after the last: it would scroll, and there would be a gap.
        text += drawn.map { $0.rendered(inColour: inColour) }.joined(separator: "\n")
        return text
    }

    /// Takes the lower lines away.
    mutating func end(columns: Int) -> String {
        defer { drawn = [] }
        return beginning(columns: columns)
    }

    private func beginning(columns: Int) -> String {
        guard !drawn.isEmpty else { return "" }
        // Terminals differ in what they do with lines that have become too long: some break them, some cut them.
        // Nobody can tell how many rows up the first one is, so it is left as it stands.
        guard drawn.allSatisfy({ $0.width < columns }) else { return "\r\n" }
        return "\r" + ControlSequence.up(drawn.count - 1) + ControlSequence.eraseBelow
    }
}
