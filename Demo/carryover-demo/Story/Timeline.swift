/// Draws moments as rows between three vertical lanes, as a sequence diagram does.
struct Timeline: Sendable {
    let geometry: LaneGeometry
    /// The fingerprints of tokens that the old provider gave; every other is the new provider's.
    var oldTokens: Set<String> = []

    init(columns: Int) {
        geometry = LaneGeometry(columns: columns)
    }

    /// The rows of one moment.
    ///
    /// - Parameter seconds: When it happened, from the beginning of the story.
    func lines(_ moment: Moment, at seconds: Double) -> [Line] {
        switch moment {
        case .chapter(let title): [Line(), Line(title, .accent).clipped(to: geometry.width), heads]
        case .note(let lane, let text, let ink): [note(lane, text, ink, seconds)]
        case .request(let exchange): [request(exchange, seconds)]
        case .answer(let exchange): [answer(exchange)]
        case .aside(let exchange): [aside(exchange)]
        case .unreached(let lane, let text): [unreached(lane, text, seconds)]
        case .disk(let changes): changes.map(disk)
        case .summary(let summary): summary.lines(columns: geometry.width)
        }
    }

    /// The names of the lanes, each over its own.
    private var heads: Line {
        var row = CellRow(width: geometry.width)
        // In full they are 44 columns, and would run into each other.
        let isNarrow = geometry.column(of: .new) - geometry.column(of: .app) < 48
        func name(_ lane: Lane) -> String { isNarrow ? lane.rawValue : lane.title }
        row.put(name(.app), at: geometry.column(of: .app), .faint)
        let old = name(.old)
        row.put(old, at: geometry.column(of: .old) - old.count / 2, .faint)
        let new = name(.new)
        row.put(new, at: geometry.width - new.count, .faint)
        return row.line
    }

    /// The lanes, with the time at the left.
    private func lanes(_ seconds: Double? = nil) -> CellRow {
        var row = CellRow(width: geometry.width)
        if let seconds {
            let text = StoryTime.text(seconds)
            row.put(text, at: LaneGeometry.gutter - 2 - text.count, .faint)
        }
        for lane in Lane.allCases { row.put("│", at: geometry.column(of: lane), .faint) }
        return row
    }

    private func note(_ lane: Lane, _ text: String, _ ink: Ink, _ seconds: Double) -> Line {
        var row = lanes(seconds)
        let column = geometry.column(of: lane)
        row.put("●", at: column, ink)
        switch lane {
        case .app, .old: row.put(Line(text, ink).clipped(to: geometry.width - column - 3), at: column + 2)
        case .new:
            let line = Line(text, ink).clipped(to: geometry.width - LaneGeometry.gutter - 4)
            row.put(line, at: column - 1 - line.width)
        }
        return row.line
    }

    private func disk(_ change: DiskChange) -> Line {
        var row = lanes()
        row.put("disk", at: LaneGeometry.gutter - 6, .faint)
        let column = geometry.column(of: .app)
        row.put(change.line.clipped(to: geometry.width - column - 4), at: column + 2)
        return row.line
    }

    // MARK: Arrows

    private func request(_ exchange: Exchange, _ seconds: Double) -> Line {
        var label = Line(
            " \(exchange.server == "api" ? "API: " : "")\(exchange.method) \(exchange.path) ",
            .plain
        )
        append(exchange.presented, to: &label)
        if let key = exchange.idempotencyKey { label.append("key \(key.prefix(8)) ", .faint) }
        return arrow(from: .app, to: Lane(server: exchange.server), label, .plain, lanes(seconds))
    }

    private func answer(_ exchange: Exchange) -> Line {
        let from = Lane(server: exchange.server)
        guard !exchange.isAnswerLost else {
            return lost(from, " ✗ \(exchange.outcome), but the answer is lost ")
        }
        let status = exchange.status ?? 0
        let ink: Ink = status < 400 ? .good : .bad
        var label = Line(" \(status) ", ink)
        label.append("\(exchange.outcome) ", status < 400 ? .plain : .bad)
        append(exchange.issued, to: &label)
        return arrow(from: from, to: .app, label, ink, lanes())
    }

    private func aside(_ exchange: Exchange) -> Line {
        let label = Line(" \(exchange.path) ", .faint)
        return arrow(from: .new, to: .old, label, .faint, lanes())
    }

    private func append(_ tokens: [String], to label: inout Line) {
        for token in tokens.prefix(3) { label.append("\(token) ", oldTokens.contains(token) ? .old : .new) }
    }

    private func arrow(from: Lane, to: Lane, _ label: Line, _ ink: Ink, _ row: CellRow) -> Line {
        var row = row
        let (start, end) = (geometry.column(of: from), geometry.column(of: to))
        let (left, right) = (min(start, end), max(start, end))
        row.fill("─", from: left + 1, to: right, .faint)
        if left < geometry.column(of: .old), geometry.column(of: .old) < right {
            row.put("┼", at: geometry.column(of: .old), .faint)
        }
        row.put(start < end ? "├" : "┤", at: start, ink)
        row.put(start < end ? "▶" : "◀", at: start < end ? end - 1 : end + 1, ink)
        row.put(label.clipped(to: right - left - 4), at: left + 2)
        return row.line
    }

    /// An answer that stays on its way.
    private func lost(_ from: Lane, _ text: String) -> Line {
        var row = lanes()
        let (end, start) = (geometry.column(of: .app), geometry.column(of: from))
        let label = Line(text, .bad).clipped(to: start - end - 8)
        row.fill("─", from: end + 4 + label.width, to: start, .faint)
        row.put(label, at: end + 3)
        row.put("┤", at: start, .bad)
        return row.line
    }

    /// A request that never arrives.
    private func unreached(_ lane: Lane, _ text: String, _ seconds: Double) -> Line {
        var row = lanes(seconds)
        let (start, end) = (geometry.column(of: .app), geometry.column(of: lane))
        row.put("├", at: start, .bad)
        row.fill("─", from: start + 1, to: start + 3, .faint)
        row.put(Line(" \(text) ✗", .bad).clipped(to: end - start - 4), at: start + 3)
        return row.line
    }
}
