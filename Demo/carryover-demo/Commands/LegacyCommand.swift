import ArgumentParser
import Carryover
import FoundationEssentials

/// What the legacy sources hold.
struct LegacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "legacy",
        abstract: "List what the legacy sources hold, tokens masked, and what each is good for."
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
