/// Lays the view out for a terminal's size: what matters most stays where there is little room.
enum WatchLayout {
    private static let margin = 11

    /// The lines of the whole screen, from the top; never more than there are rows, never wider than there are columns.
    static func lines(_ view: WatchView, in size: TerminalSize) -> [Line] {
        let columns = max(size.columns, 1)
        let rows = max(size.rows, 1)
        let head = [title(view, columns), rule("", columns)]
        let facts = facts(view, columns)
        let room = max(rows - head.count - 1, 0)
        // A small screen keeps the first facts, which matter most, and some room for events.
        var lines = head + facts.prefix(facts.count + 4 <= room ? facts.count : max(room - 4, room / 2))
        let left = rows - lines.count - 1
        if left > 0 {
            lines.append(rule("events", columns))
            lines += events(view, columns, rows: left - 1)
        }
        while lines.count < rows - 1 { lines.append(Line()) }
        if rows > 1 { lines = Array(lines.prefix(rows - 1)) + [keys(view)] }
        return lines.prefix(rows).map { $0.clipped(to: columns) }
    }

    private static func title(_ view: WatchView, _ columns: Int) -> Line {
        var left = Line(" carryover", .accent)
        left.append("  \(view.app) at \(view.provider)", .plain)
        var right = Line("● \(view.state)", view.stateInk)
        right.append("  \(view.clock) ", .faint)
        // The state is what must be seen, however narrow the screen is.
        return left.clipped(to: max(columns - right.width - 1, 0)).padded(to: columns - right.width) + right
    }

    private static func rule(_ title: String, _ columns: Int) -> Line {
        let text = title.isEmpty ? "" : "── \(title) "
        return Line(text + String(repeating: "─", count: max(columns - text.count, 0)), .faint)
    }

    private static func facts(_ view: WatchView, _ columns: Int) -> [Line] {
        var lines = [
            countdown("refresh", view.refresh, .new, columns, none: view.isRefreshable ? "not due" : "none"),
            countdown("expiry", view.expiry, .good, columns, none: "nobody said"),
            requests(view),
            fact("lock", lock(view), view.lockHolder == nil ? .plain : .warning),
            fact("store", view.store, view.isStoreReady ? .plain : .bad),
            fact("migration", view.migration, .plain),
            fact("revoke", revocations(view), view.pendingRevocations == 0 ? .plain : .warning),
        ]
        if let error = view.lastError { lines.append(fact("last error", error, .bad)) }
        lines.append(session(view))
        lines.append(fact("issuer", view.issuer ?? "-", .plain))
        lines.append(fact("rollout", view.rollout, .plain))
        if let detail = view.storeDetail { lines.append(fact("", detail, .faint)) }
        return lines
    }

    private static func fact(_ name: String, _ value: String, _ ink: Ink) -> Line {
        Line(" \(name)", .faint).padded(to: margin + 1) + Line(value, ink)
    }

    private static func session(_ view: WatchView) -> Line {
        var line = fact("session", view.subject ?? "-", .plain)
        if let token = view.token {
            line.append("  token ", .faint)
            line.append(token, view.state == "legacy" ? .old : .new)
        }
        line.append("  generation \(view.generation)", .faint)
        return line
    }

    private static func lock(_ view: WatchView) -> String {
        guard let holder = view.lockHolder else { return "free" }
        return view.isLockOurs ? "held by this process (\(holder))" : "held by process \(holder)"
    }

    private static func revocations(_ view: WatchView) -> String {
        view.pendingRevocations == 0 ? "nothing is left to be revoked" : "\(view.pendingRevocations) pending"
    }

    private static func countdown(
        _ name: String,
        _ countdown: WatchView.Countdown?,
        _ ink: Ink,
        _ columns: Int,
        none: String
    ) -> Line {
        guard let countdown else { return fact(name, none, .faint) }
        let fraction = countdown.total > 0 ? countdown.left / countdown.total : 0
        let text = countdown.left > 0 ? "in \(TimeSpan.text(countdown.left))" : "now"
        let width = max(8, min(columns - margin - 18, 60))
        let warning: Ink = fraction > 0.2 ? ink : fraction > 0 ? .warning : .bad
        return Line(" \(name)", .faint).padded(to: margin + 1) + Bar.line(fraction, columns: width, warning)
            + Line("  \(text)", warning)
    }

    private static func requests(_ view: WatchView) -> Line {
        guard let first = view.requests.first else { return fact("in flight", "nothing", .faint) }
        let seconds = StoryTime.text(max(0, view.uptime - first.began))
        let more = view.requests.count > 1 ? ", and \(view.requests.count - 1) more" : ""
        return fact("in flight", "\(first.text), for \(seconds) s\(more)", .accent)
    }

    private static func events(_ view: WatchView, _ columns: Int, rows: Int) -> [Line] {
        guard rows > 0 else { return [] }
        guard !view.entries.isEmpty else { return [Line(" nothing yet", .faint)] }
        return view.entries.suffix(rows).map { entry in
            Line(" \(entry.clock)  ", .faint) + Line(entry.text, entry.ink)
        }
    }

    private static func keys(_ view: WatchView) -> Line {
        if view.isEnding {
            return Line(" ends when the answer to the refresh is stored   ", .warning)
                + Line("q", .strong) + Line(" quit now", .faint)
        }
        return Line(" q", .strong) + Line(" quit   ", .faint)
            + Line("r", .strong) + Line(" refresh now", .faint)
    }
}
