import Carryover
import Testing

@testable import carryover_demo

/// The three lanes, row by row.
@Suite struct TimelineTests {
    static func exchange(
        _ server: String,
        _ path: String,
        status: Int = 200,
        outcome: String = "session-created",
        faults: [JSONValue] = []
    ) throws -> Exchange {
        let entry: JSONObject = [
            "server": .string(server), "method": "POST", "path": .string(path), "sequence": 1,
            "answered_sequence": 2, "status": .integer(status), "outcome": .string(outcome),
            "faults": .array(faults), "idempotency_key": "0a1b2c3d-0000-4000-8000-000000000000",
            "presented": ["authorization": "70a68ca3ffff", "token": "70a68ca3ffff"],
            "issued": ["st-access-token": "9bc31d02eeee"],
        ]
        return try #require(Exchange(entry))
    }

    @Test func `The lanes' names never run into each other`() {
        for columns in 40...130 {
            let heads = Timeline(columns: columns).lines(.chapter("A part"), at: 0)[2].text
            let names = heads.split(separator: " ").joined(separator: " ")
            let full = "this app the old provider the new provider"
            #expect(names == (columns < 59 ? "app old new" : full), "\(columns): \(heads)")
        }
    }

    @Test(arguments: [40, 60, 80, 100, 120, 500])
    func `Whatever happens, the row fits in and the lanes stand where they stand`(columns: Int) throws {
        let timeline = Timeline(columns: columns)
        let long = String(repeating: "a long story ", count: 20)
        let exchange = try Self.exchange("supertokens", "/\(long)")
        let lost = try Self.exchange("legacy", "/\(long)", faults: ["lose-answer"])
        let moments: [Moment] = [
            .chapter(long), .note(.app, long, .good), .note(.old, long, .old), .note(.new, long, .new),
            .request(exchange), .answer(exchange), .answer(lost), .aside(lost), .unreached(.new, long),
        ]
        let lanes = Lane.allCases.map { timeline.geometry.column(of: $0) }
        for moment in moments {
            for line in timeline.lines(moment, at: 12.345) {
                #expect(line.width < columns)
                guard line.text.contains("│") else { continue }
                // No lane is drawn beside its place.
                for (index, character) in line.text.enumerated() where character == "│" {
                    #expect(lanes.contains(index), "\(line.text)")
                }
            }
        }
    }

    @Test func `A request is an arrow from the app to the provider, with what it carries`() throws {
        var timeline = Timeline(columns: 80)
        timeline.oldTokens = ["70a68ca3"]
        let exchange = try Self.exchange("supertokens", "/migrate-session")
        let request = try #require(timeline.lines(.request(exchange), at: 0.5).first)
        #expect(request.text.hasPrefix("   0.50  ├─ POST /migrate-session 70a68ca3 key 0a1b2c3d ─"))
        #expect(request.text.hasSuffix("─▶│"))
        #expect(request.spans.contains { $0.text.contains("70a68ca3") && $0.ink == .old })
        let answer = try #require(timeline.lines(.answer(exchange), at: 0.6).first)
        #expect(answer.text.contains("│◀ 200 session-created 9bc31d02 ─"))
        #expect(answer.text.hasSuffix("─┤"))
        #expect(answer.spans.contains { $0.text.contains("9bc31d02") && $0.ink == .new })
        #expect(answer.text.contains("┼"), "it passes the old provider by")
    }

    @Test func `An answer that is lost does not arrive`() throws {
        let timeline = Timeline(columns: 80)
        let exchange = try Self.exchange("supertokens", "/migrate-session", faults: ["lose-answer"])
        let line = try #require(timeline.lines(.answer(exchange), at: 0).first)
        #expect(line.text.contains("✗ session-created, but the answer is lost"))
        #expect(!line.text.contains("◀"))
    }

    @Test func `What the servers ask each other goes between them`() throws {
        let timeline = Timeline(columns: 80)
        let exchange = try Self.exchange("legacy", "/.well-known/jwks.json", outcome: "keys")
        let line = try #require(timeline.lines(.aside(exchange), at: 0).first)
        #expect(exchange.isBetweenServers)
        #expect(line.text.contains("│◀ /.well-known/jwks.json ─"))
        #expect(line.text.prefix(timeline.geometry.column(of: .old)).filter { $0 == "─" }.isEmpty)
    }

    @Test func `A pipe gets one plain line for each`() throws {
        let exchange = try Self.exchange("supertokens", "/migrate-session")
        #expect(
            PlainMoment.lines(.request(exchange), at: 0.5) == [
                "0.50 s  app           POST /migrate-session  70a68ca3  key 0a1b2c3d → supertokens"
            ]
        )
        #expect(
            PlainMoment.lines(.answer(exchange), at: 1) == [
                "1.00 s  new provider  200 session-created  9bc31d02"
            ]
        )
        #expect(
            PlainMoment.lines(.note(.old, "signed ada in", .old), at: 0) == [
                "0.00 s  old provider  signed ada in"
            ]
        )
    }

    @Test(arguments: [(0.0, "0.00"), (0.004, "0.00"), (1.999, "2.00"), (12.05, "12.05"), (-1, "0.00")])
    func `Times have two decimals`(seconds: Double, expected: String) {
        #expect(StoryTime.text(seconds) == expected)
    }
}
