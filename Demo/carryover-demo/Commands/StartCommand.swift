import ArgumentParser
import Carryover

/// What an app does at launch.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Restore the session, or find the legacy one and migrate it; work off what is left to do.",
        discussion: """
            What an app does at launch. A stored session with nothing due is restored without a network call. Without \
            one, the legacy sources are searched; what is found is exchanged at the new provider, stored, read back, \
            and only then erased and revoked. A start may be killed at any moment: the next one goes on.

            Failures that may pass are retried within 10 seconds, then deferred: the legacy session stays in use, and \
            a later start tries again once its time has come, --now at once. A refusal by the provider erases nothing \
            and is not repeated until the legacy login changes.

            With --json every event is one line, as it happens; the last one is "ready" with state and exit_code.

            EXAMPLES
              carryover-demo start --config notes.json
              carryover-demo start --json --now | jq -r .event
              carryover-demo start --step          (Enter goes on)

            EXIT CODES
              0  there is a usable session      1  signed out, nothing to migrate
              2  wrong usage or configuration   3  a server could not be reached for now
              4  the store cannot be used       5  refused: the user must sign in again
              6  the migration is deferred; the legacy session is still in place
            """
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: "Try a deferred migration at once.")
    var now = false

    @Option(
        help: ArgumentHelp(
            "How long failures that may pass are retried before deferring (default: 10).",
            valueName: "seconds"
        )
    )
    var patience: Double?

    @Flag(help: "Wait for a line on standard input after each event, for 20 seconds at most in all.")
    var step = false

    func validate() throws {
        guard (0...20).contains(patience ?? 0) else {
            throw ValidationError("--patience takes a number of seconds from 0 to 20")
        }
    }

    func run() async throws {
        let printsJSON = common.json
        let time = SystemTimeSource()
        let gate = step ? StepGate { time.uptime } : nil
        var composition = try common.composition { event in
            if printsJSON {
                guard let line = JSONLine.event(event, at: time.wall) else { return }
                Output.line(line)
            } else {
                guard let line = EventText.line(event) else { return }
                Output.note(line)
            }
            gate?.wait()
        }
        composition.migrationBudget = patience.map { .seconds($0) }
        try await Deadline.run { [now, composition] in
            let report = await composition.manager().start(retryingNow: now)
            let status = ExitStatus(report)
            if printsJSON {
                Output.line(JSONLine.ready(report, status, at: time.wall))
            } else {
                if let problem = report.problem { Output.note("carryover-demo: \(problem)") }
                Output.line(report.state.name)
            }
            throw status
        }
    }
}
