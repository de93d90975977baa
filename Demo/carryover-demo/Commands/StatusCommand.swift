import ArgumentParser
import Carryover
import FoundationEssentials

/// Where things stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say where things stand: no network call, no unlocking, no prompt.",
        discussion: """
            Reads the store and the legacy sources, and nothing else: no network call is made, nothing is unlocked, nobody is \
            asked, nothing is changed. With --json it is one object in which every key is always present.

            STATES
              active      the access token is valid      expired     it can be refreshed
              legacy      the legacy session is in use   migrating   it is being exchanged
              signed-out  there is no session            rejected    the user must sign in again
              unknown     the store could not be read; "store" says why

            EXAMPLES
              carryover-demo status --config notes.json
              carryover-demo status --json | jq -r .state

            EXIT CODES
              0  there is a usable session      1  signed out
              2  wrong usage or configuration   4  the store cannot be used
              5  the user must sign in again    6  the migration is deferred; the legacy session is usable
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition(mayPrompt: false)
        let printsJSON = common.json
        try await Deadline.run(otherwise: .store) {
            let manager = composition.manager()
            let status = await manager.status()
            if printsJSON {
                Output.line(JSONLine.status(status).prettyText)
            } else {
                Output.line(StatusText.text(status))
            }
            if status.state == "unknown", status.store.state == .ready {
                for error in await manager.legacyFindings().unreadable {
                    Output.note("carryover-demo: \(error)")
                }
            }
            throw ExitStatus(status)
        }
    }
}

extension ExitStatus {
    /// What a status amounts to.
    init(_ status: SessionStatus) {
        switch (status.state, status.store.state) {
        case ("unknown", .ready): self = .deferred
        case ("unknown", _): self = .store
        case ("active", _): self = .usable
        case ("expired", _): self = status.isRefreshable ? .usable : .refused
        case ("legacy", _):
            let isDeferred = status.migrationStep == .deferred && status.cohort == .new
            self = isDeferred ? .deferred : .usable
        case ("rejected", _): self = .refused
        default: self = .signedOut
        }
    }
}
