import ArgumentParser
import Carryover
import FoundationEssentials

/// What the legacy sources hold.
struct LegacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "legacy",
        abstract: "List what the legacy sources hold, tokens masked, and what each is good for.",
        discussion: """
            Says of each login where it lies, who issued it, when it expires, and why it is used or passed over. Nothing is \
            changed, nobody is asked for anything, and no network call is made.

            EXAMPLES
              carryover-demo legacy --config notes.json
              carryover-demo legacy --json | jq -r '.candidates[].place'

            EXIT CODES
              as "status" has them
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition(mayPrompt: false)
        let printsJSON = common.json
        try await Deadline.run(otherwise: .store) {
            let manager = composition.manager()
            let result = await manager.legacyFindings()
            if printsJSON {
                Output.line(LegacyText.json(result).prettyText)
            } else {
                Output.line(LegacyText.text(result))
            }
            throw ExitStatus(await manager.status())
        }
    }
}
