/// What the story came to.
struct StorySummary: Sendable, Equatable {
    /// The one sentence to remember.
    var moral: String
    /// What was counted, by name.
    var facts: [Fact]

    struct Fact: Sendable, Equatable {
        var name: String
        var value: String
    }

    func lines(columns: Int) -> [Line] {
        let width = facts.map { Columns.of($0.name) }.max() ?? 0
        let moral = Wrap.lines("✓ \(moral)", columns: columns, indent: 2).map { Line($0, .good) }
        return [Line()] + moral
            + facts.map { fact in
                let margin = Line("  \(fact.name)", .faint).padded(to: width + 4)
                return (margin + Line(fact.value)).clipped(to: columns)
            }
    }
}
