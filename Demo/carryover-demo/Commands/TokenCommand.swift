import ArgumentParser
import Carryover

/// A usable access token.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print a usable access token and nothing else, refreshing it first if it must.",
        discussion: """
            For scripts: the token is all there is on standard output. It comes from the store while it lives, and is refreshed \
            first where less life is left than wanted; any number of processes that ask at once make one refresh. With --json it \
            is {"access_token": …}.

            Who captures it should not let it appear in a process's arguments.

            EXAMPLES
              token=$(carryover-demo token --config notes.json) || exit
              carryover-demo token --min-ttl 300

            EXIT CODES
              0  a usable token was printed     1  signed out
              2  wrong usage or configuration   3  a server could not be reached for now
              4  the store cannot be used       5  the user must sign in again
              6  the migration is deferred, and the legacy session gives no token for now
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("How much life the token must have.", valueName: "seconds"))
    var minTTL: Int = 0

    func validate() throws {
        guard (0...31_536_000).contains(minTTL) else {
            throw ValidationError("--min-ttl takes a number of seconds from 0 to 31536000")
        }
    }

    func run() async throws {
        let composition = try common.composition()
        let (printsJSON, minimum) = (common.json, Duration.seconds(minTTL))
        try await Deadline.run {
            let manager = composition.manager()
            let report = await manager.restore()
            if report.state.session == nil, let problem = report.problem {
                Output.note("carryover-demo: \(problem)")
                throw ExitStatus(report)
            }
            do throws(SessionError) {
                let token = try await OnceMore.ask { () throws(SessionError) in
                    try await manager.accessToken(minTTL: minimum)
                }
                if printsJSON {
                    Output.line(JSONValue.object(["access_token": .string(token.exposed)]).text)
                } else {
                    token.withBytes { Output.bytes($0) }
                    Output.line("")
                }
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            if case .legacy = report.state { throw ExitStatus(report) }
        }
    }
}
