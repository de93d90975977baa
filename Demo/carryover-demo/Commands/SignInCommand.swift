import ArgumentParser
import Carryover

/// A session that the app's own sign-in obtained.
struct SignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Adopt a session that the app's own sign-in obtained: the token endpoint's JSON answer.",
        discussion: """
            For what the app's own sign-in page obtained, after a refusal or on a new machine. The file holds the JSON answer of \
            the token endpoint as it came; secrets are never taken from the command line.

            EXAMPLES
              carryover-demo sign-in --from answer.json --config notes.json

            EXIT CODES
              0  the session is stored          2  wrong usage, or not such an answer
              4  the store cannot be used       5  the provider refused it
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The file that holds the answer.", valueName: "file"))
    var from: String

    func run() async throws {
        let answer: Secret
        do {
            answer = try TextFile.read(from)
        } catch {
            Output.note("carryover-demo: \(from): \(error)")
            throw ExitStatus.usage
        }
        let composition = try common.composition()
        let printsJSON = common.json
        try await Deadline.run {
            let manager = composition.manager()
            do throws(SessionError) {
                try await manager.signIn(with: answer)
            } catch {
                Output.note("carryover-demo: \(error)")
                throw error.code == .configuration
                    ? ExitStatus.usage : ExitStatus(error, state: manager.current)
            }
            let status = await manager.status()
            Output.line(printsJSON ? JSONLine.status(status).prettyText : status.state)
        }
    }
}
