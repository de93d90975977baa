import ArgumentParser
import Carryover

/// The way back.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Inside the rollback window, go back to the legacy session.",
        discussion: """
            While rollout.rollback_window_seconds have not passed since the migration, the legacy login is kept, neither erased \
            nor revoked. This goes back to it, and revokes the new session.

            EXAMPLES
              carryover-demo rollback --config notes.json

            EXIT CODES
              0  the legacy session is in use again
              2  wrong usage or configuration, or the window is closed
              3  a server could not be reached  4  the store cannot be used
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition()
        let printsJSON = common.json
        try await Deadline.run {
            let manager = composition.manager()
            do throws(SessionError) {
                try await manager.rollback()
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            let status = await manager.status()
            Output.line(printsJSON ? JSONLine.status(status).prettyText : status.state)
            throw ExitStatus(status)
        }
    }
}
