import ArgumentParser
import CarryoverCore
import FoundationEssentials

/// Shows what load a release puts on the migration endpoint, by living through it in virtual time.
@main
struct Fleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract:
            "Simulates the migration of a whole fleet with the library's own decisions, and plots its load.",
        discussion: """
            Installations get the release over days and start the app a few times a day. During an outage of \
            an hour the endpoint answers every request with an error, at once. The same seed gives the same \
            numbers.
            """
    )

    @Option(help: "The number of installations.")
    var installations = 10_000_000

    @Option(help: "The days that are looked at.")
    var days = 10

    @Option(help: "Hours until half of those without the release have it.")
    var halfLife = 36.0

    @Option(help: "Starts of the app in a day, on average.")
    var startsPerDay = 4.0

    @Option(help: "Minutes that the app runs after a start, on average.")
    var sessionMinutes = 20.0

    @Option(help: "Hours after the release at which the outage of an hour begins.")
    var outageAfter = 51.0

    @Option(help: "What decides all that is random.")
    var seed: UInt64 = 1

    @Option(help: "Where the plot goes.", completion: .file(extensions: ["svg"]))
    var plot: String?

    func validate() throws {
        guard installations > 0, days > 0, halfLife > 0, startsPerDay > 0, sessionMinutes > 0 else {
            throw ValidationError("Numbers have to be greater than zero.")
        }
        guard outageAfter >= 0, outageAfter + 2 <= Double(days) * 24 else {
            throw ValidationError("The outage and an hour after it have to lie within the days looked at.")
        }
    }

    func run() async throws {
        let population = Population(
            installations: installations,
            adoptionHalfLife: halfLife * 3600,
            startsPerDay: startsPerDay,
            sessionLength: sessionMinutes * 60,
            seed: seed
        )
        var summaries: [Summary] = []
        for scenario in try scenarios() {
            let load = await scenario.run(population, seconds: days * 86_400, tasks: 8)
            summaries.append(Summary(scenario, load))
        }
        print(Table(summaries, installations: installations))
        guard let plot else { return }
        try Data(drawing(summaries).svg.utf8).write(to: URL(filePath: plot))
    }

    private var outageStart: Double { outageAfter * 3600 }

    private func scenarios() throws -> [Scenario] {
        let outage = try Outage(start: outageStart, length: 3600, retryAfter: nil)
        let politeOutage = try Outage(start: outageStart, length: 3600, retryAfter: "600")
        let zeroDowntime = CarryoverClient(stages: .zeroDowntime, policy: MigrationPolicy())
        let rolling = CarryoverClient(
            stages: .rolling([(0, 1), (1, 10), (2, 50), (4, 100)]),
            policy: MigrationPolicy()
        )
        return [
            Scenario(name: "zero-downtime", client: zeroDowntime, outage: nil),
            Scenario(name: "zero-downtime, outage", client: zeroDowntime, outage: outage),
            Scenario(
                name: "zero-downtime, outage with Retry-After",
                client: zeroDowntime,
                outage: politeOutage
            ),
            Scenario(name: "rolling", client: rolling, outage: nil),
            Scenario(name: "rolling, outage", client: rolling, outage: outage),
            Scenario(name: "naive", client: NaiveClient(), outage: nil),
            Scenario(name: "naive, outage", client: NaiveClient(), outage: outage),
        ]
    }

    private func drawing(_ summaries: [Summary]) -> Plot {
        let colors = ["naive": "#e08040", "zero-downtime": "#0072b2", "rolling": "#009e73"]
        let curves = ["naive", "zero-downtime", "rolling"].compactMap { name in
            summaries.first { $0.name == "\(name), outage" }.map { summary in
                Plot.Curve(
                    name: name,
                    color: colors[name] ?? "#000",
                    values: summary.curve,
                    width: name == "naive" ? 4 : 1.4
                )
            }
        }
        return Plot(
            title: "Load of a release on the migration endpoint",
            caption: """
                \(Number.grouped(installations)) installations; \
                rolling: 1, 10, 50, 100 % on days 0, 1, 2, 4; the busiest second of each quarter of an hour
                """,
            curves: curves,
            stretch: Summary.stretch,
            outage: outageStart...outageStart + 3600
        )
    }
}
