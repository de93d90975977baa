import Testing

/// The simulation of a fleet, with few installations.
@Suite struct FleetTests {
    private func run(_ arguments: String...) async throws -> Finished {
        try await Program.run(
            "fleet",
            ["--installations", "20000", "--days", "5"] + arguments,
            environment: [:]
        )
    }

    /// The cells of a scenario's line: gone over, requests, each, peak, …, in the outage, after it.
    private func cells(_ name: String, in table: String) throws -> [String] {
        let line = try #require(table.split(separator: "\n").first { $0.hasPrefix(name + "  ") })
        return line.dropFirst(name.count).split(separator: "  ").map { $0.filter { $0 != " " } }
    }

    /// A whole number, whatever stands between its digits.
    private func number(_ text: String?) throws -> Int {
        try #require(Int((text ?? "").filter { ("0"..."9").contains($0) }))
    }

    @Test("in an outage the fleet asks far less than one of naive clients, and as many go over in the end")
    func outage() async throws {
        let finished = try await run()
        #expect(finished.exitCode == 0, "\(finished.errors)")
        let ours = try cells("zero-downtime, outage", in: finished.output)
        let naive = try cells("naive, outage", in: finished.output)
        #expect(try number(ours.dropLast().last) * 5 < number(naive.dropLast().last), "\(finished.output)")
        // In tenths of a per cent.
        #expect(abs(try number(ours.first) - number(naive.first)) <= 10, "\(finished.output)")
        let rolling = try cells("rolling", in: finished.output)
        #expect(try number(rolling.first) > 0)
    }

    @Test("the same seed gives the same numbers")
    func seeded() async throws {
        async let first = run("--seed", "7")
        async let second = run("--seed", "7")
        #expect(try await first.output == second.output)
    }

    @Test("odd numbers are wrong usage", arguments: ["--days", "--half-life"])
    func usage(option: String) async throws {
        #expect(try await run(option, "0").exitCode != 0)
    }
}
