import Carryover

/// Tells a story to a program: JSON lines, one object for each moment.
struct JSONNarrator: Narrator {
    func tell(_ telling: Telling) async {
        for var object in Self.objects(telling.moment) {
            object["seconds"] = .number(StoryTime.text(telling.seconds))
            Output.line(JSONValue.object(object).text)
        }
    }

    func end() async {}

    private static func objects(_ moment: Moment) -> [JSONObject] {
        switch moment {
        case .chapter(let title): [["kind": "chapter", "title": .string(title)]]
        case .note(let lane, let text, _):
            [["kind": "note", "lane": .string(lane.rawValue), "text": .string(text)]]
        case .request(let exchange): [object("request", exchange)]
        case .answer(let exchange): [object("answer", exchange)]
        case .aside(let exchange): [object("aside", exchange)]
        case .unreached(let lane, let text):
            [["kind": "unreached", "lane": .string(lane.rawValue), "text": .string(text)]]
        case .disk(let changes): changes.map { ["kind": "disk", "text": .string($0.line.text)] }
        case .summary(let summary):
            [
                [
                    "kind": "summary", "moral": .string(summary.moral),
                    "facts": .object(JSONObject(summary.facts.map { ($0.name, .string($0.value)) })),
                ]
            ]
        }
    }

    private static func object(_ kind: String, _ exchange: Exchange) -> JSONObject {
        [
            "kind": .string(kind), "server": .string(exchange.server), "method": .string(exchange.method),
            "path": .string(exchange.path), "status": exchange.status.map { JSONValue.integer($0) } ?? .null,
            "outcome": .string(exchange.outcome),
            "presented": .array(exchange.presented.map { .string($0) }),
            "issued": .array(exchange.issued.map { .string($0) }),
            "idempotency_key": .optional(exchange.idempotencyKey),
        ]
    }
}
