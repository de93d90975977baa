/// Tells a story to a person: a timeline that grows, and below it what is on disk and how far it is.
actor LiveNarrator: Narrator {
    private let hasColour: Bool
    /// How long each moment stays before the next.
    private let pace: Duration
    private let size: @Sendable () -> TerminalSize
    private let write: @Sendable (String) -> Void
    private var region = LiveRegion()
    private var panel = StoryPanel()

    init(
        hasColour: Bool,
        pace: Duration,
        size: @escaping @Sendable () -> TerminalSize = { .current },
        write: @escaping @Sendable (String) -> Void = { Output.text($0) }
    ) {
        self.hasColour = hasColour
        self.pace = pace
        self.size = size
        self.write = write
    }

    func tell(_ telling: Telling) async {
        panel = telling.panel
        let columns = size().columns
        var timeline = Timeline(columns: columns)
        timeline.oldTokens = telling.oldTokens
        draw(timeline.lines(telling.moment, at: telling.seconds))
        try? await Task.sleep(for: pace)
    }

    /// Draws the lower part for a terminal that has another size now.
    func resize() { draw([]) }

    func end() async { write(region.end(columns: size().columns)) }

    private func draw(_ lines: [Line]) {
        let size = size()
        let below = panel.lines(columns: size.columns, rows: min(7, size.rows / 3))
        write(region.frame(above: lines, below: below, columns: size.columns, inColour: hasColour))
    }
}
