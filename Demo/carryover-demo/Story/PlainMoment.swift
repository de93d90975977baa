/// Moments as lines for a pipe: one a line, nothing drawn, nothing to be drawn over.
enum PlainMoment {
    static func lines(_ moment: Moment, at seconds: Double) -> [String] {
        let time = "\(StoryTime.text(seconds)) s  "
        return switch moment {
        case .chapter(let title): ["", title]
        case .note(let lane, let text, _): ["\(time)\(name(lane))\(text)"]
        case .request(let exchange):
            ["\(time)\(name(.app))\(request(exchange)) → \(exchange.server)"]
        case .answer(let exchange): ["\(time)\(name(Lane(server: exchange.server)))\(answer(exchange))"]
        case .aside(let exchange):
            ["\(time)\(name(.new))\(exchange.method) \(exchange.path) → the old provider"]
        case .unreached(let lane, let text): ["\(time)\(name(.app))\(text) → \(lane.title): not reached"]
        case .disk(let changes): changes.map { "\(time)\(pad("disk"))\($0.line.text)" }
        case .summary(let summary): summary.lines(columns: .max).map(\.text)
        }
    }

    private static func request(_ exchange: Exchange) -> String {
        let key = exchange.idempotencyKey.map { ["key \($0.prefix(8))"] } ?? []
        return (["\(exchange.method) \(exchange.path)"] + exchange.presented + key).joined(separator: "  ")
    }

    private static func answer(_ exchange: Exchange) -> String {
        guard !exchange.isAnswerLost else { return "\(exchange.outcome), but the answer is lost" }
        let status = exchange.status.map(String.init) ?? "-"
        return (["\(status) \(exchange.outcome)"] + exchange.issued).joined(separator: "  ")
    }

    private static func name(_ lane: Lane) -> String {
        switch lane {
        case .app: pad("app")
        case .old: pad("old provider")
        case .new: pad("new provider")
        }
    }

    private static func pad(_ text: String) -> String {
        text + String(repeating: " ", count: 14 - text.count)
    }
}
