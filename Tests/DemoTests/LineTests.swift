import Testing

@testable import carryover_demo

/// Text in columns and inks, before any terminal sees it.
@Suite struct LineTests {
    @Test(
        arguments: [
            ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("", 0, ""),
            ("漢字漢", 6, "漢字漢"), ("漢字漢", 5, "漢字…"), ("漢字漢", 4, "漢…"),
        ] as [(String, Int, String)]
    )
    func `A line is cut to its columns`(text: String, columns: Int, expected: String) {
        let line = Line(text, .good).clipped(to: columns)
        #expect(line.text == expected)
        #expect(line.width <= columns)
    }

    @Test func `Nothing that moves the cursor gets through`() {
        let line = Line("a\u{1B}[2Jb\nc\u{202E}d\u{9B}e")
        #expect(line.text == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\u{FFFD}e")
        #expect(line.rendered(inColour: true) == line.text)
    }

    @Test func `Colours are written only where they are wanted`() {
        var line = Line("plain ")
        line.append("good", .good)
        #expect(line.rendered(inColour: false) == "plain good")
        #expect(line.rendered(inColour: true) == "plain \u{1B}[32mgood\u{1B}[0m")
    }

    @Test func `Neighbours of one ink are one span`() {
        #expect((Line("a") + Line("b")).spans.count == 1)
        #expect((Line("a") + Line("b", .bad)).spans.count == 2)
    }

    @Test func `Text is put over the cells of a row`() {
        var row = CellRow(width: 8)
        row.fill("─", from: 0, to: 6, .faint)
        row.put("ab", at: 2, .good)
        row.put("zzz", at: 7)
        row.put("x", at: -1)
        #expect(row.line.text == "──ab── z")
        #expect(row.width == 8)
    }

    @Test func `A wide character takes two cells`() {
        var row = CellRow(width: 5)
        row.put("漢字漢", at: 0)
        #expect(row.line.text == "漢字")
        #expect(row.line.width == 4)
    }

    @Test(
        arguments: [
            (0.0, "──────────"), (1.0, "━━━━━━━━━━"), (0.5, "━━━━━─────"), (0.54, "━━━━━╸────"),
            (-3, "──────────"),
            (7, "━━━━━━━━━━"), (.nan, "──────────"),
        ]
    )
    func `A bar has its width whatever it shows`(fraction: Double, expected: String) {
        #expect(Bar.line(fraction, columns: 10, .good).text == expected)
    }

    @Test func `Lines are broken between words, and go on with an indent`() {
        #expect(
            Wrap.lines("one two three four", columns: 9, indent: 2) == ["one two", "  three", "  four"]
        )
        #expect(Wrap.lines("averylongword x", columns: 5, indent: 2) == ["averylongword", "  x"])
        #expect(Wrap.lines("", columns: 5, indent: 2) == [""])
        #expect(Wrap.lines("a b", columns: .max, indent: 2) == ["a b"])
    }

    @Test(
        arguments: [
            (true, "xterm", false, true, true), (true, "xterm", true, true, false),
            (false, "xterm", false, false, false),
            (true, "dumb", false, false, false), (true, nil, false, false, false),
        ] as [(Bool, String?, Bool, Bool, Bool)]
    )
    func `Colours need a terminal that has them and a user who wants them`(
        isTerminal: Bool,
        type: String?,
        noColour: Bool,
        draws: Bool,
        colours: Bool
    ) {
        let facts = TerminalFacts(isTerminal: isTerminal, type: type, noColour: noColour)
        #expect(facts.isTerminal == draws)
        #expect(facts.hasColour == colours)
    }
}
