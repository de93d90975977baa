import ArgumentParser
import Carryover

/// A refresh, now.
struct RefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Get a new access token now.",
        discussion: """
            Asks the provider although nothing may be due. Another process that is refreshing is waited for, and what it got is \
            taken over. Prints the status after it.

            EXAMPLES
              carryover-demo refresh --config notes.json

            EXIT CODES
              0  there is a new access token    1  signed out
              2  wrong usage or configuration   3  a server could not be reached; the session is as before
              4  the store cannot be used       5  refused: the user must sign in again
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition()
        let printsJSON = common.json
        try await Deadline.run {
            let manager = composition.manager()
            do throws(SessionError) {
                _ = try await OnceMore.ask { () throws(SessionError) in try await manager.refresh() }
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            if manager.isPersistenceDegraded { throw ExitStatus.store }
            let status = await manager.status()
            Output.line(printsJSON ? JSONLine.status(status).prettyText : StatusText.text(status))
        }
    }
}
