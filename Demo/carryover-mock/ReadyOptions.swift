import ArgumentParser
import MockIdentity

/// What the ready configuration says.
struct ReadyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The new provider.", valueName: "kind"))
    var provider = ProviderKind.supertokens

    @Option(help: ArgumentHelp("The file that the old app keeps its tokens in.", valueName: "path"))
    var legacyFile: String?

    @Option(help: ArgumentHelp("Where the client keeps its state.", valueName: "path"))
    var stateDirectory: String?

    @Option(help: "How the new provider's tokens travel: header or cookie.")
    var authMode = TransferMode.header

    @Option(help: "The door to Stytch: backend or attest.")
    var stytchMode = StytchMode.backend

    @Flag(help: "Stytch for organizations rather than for consumers.")
    var b2b = false

    /// The choices.
    var choices: ReadyConfiguration {
        var choices = ReadyConfiguration()
        choices.provider = provider
        choices.mode = authMode
        choices.stytchMode = stytchMode
        choices.stytchVertical = b2b ? .b2b : .consumer
        if let legacyFile { choices.legacyFile = legacyFile }
        if let stateDirectory { choices.stateDirectory = stateDirectory }
        return choices
    }
}

extension ProviderKind: ExpressibleByArgument {}
extension TransferMode: ExpressibleByArgument {}
extension StytchMode: ExpressibleByArgument {}
