/// What stays below the timeline while the story goes on: what is on disk, and how far it is.
struct StoryPanel: Sendable, Equatable {
    var disk: [DiskItem] = []
    /// The parts of the story that are over, and all of them.
    var done = 0
    var total = 1
    var caption = ""

    /// The panel in so many columns and at most so many rows.
    func lines(columns: Int, rows: Int) -> [Line] {
        guard rows > 0 else { return [] }
        let columns = min(columns, LaneGeometry.widest) - 1
        var lines: [Line] = []
        let room = rows - 2
        if room > 0 {
            lines.append(rule("on disk", columns))
            let items = disk.prefix(room)
            lines += items.map { row($0, columns) }
            if disk.isEmpty { lines.append(Line("  nothing", .faint)) }
        }
        lines.append(progress(columns))
        return Array(lines.suffix(rows))
    }

    private func rule(_ title: String, _ columns: Int) -> Line {
        Line("── \(title) ", .faint)
            + Line(String(repeating: "─", count: max(0, columns - title.count - 4)), .faint)
    }

    private func row(_ item: DiskItem, _ columns: Int) -> Line {
        let path = Line("  \(item.shortPath)").padded(to: 30)
        return (path + Line(" ") + item.description).clipped(to: columns)
    }

    private func progress(_ columns: Int) -> Line {
        let percent = "\(total > 0 ? min(done, total) * 100 / total : 100) %"
        let bar = Bar.line(total > 0 ? Double(done) / Double(total) : 1, columns: min(28, columns / 3), .good)
        let label = Line("  \(percent)", .strong).padded(to: 8)
        return (bar + label + Line(caption, .faint)).clipped(to: columns)
    }
}
