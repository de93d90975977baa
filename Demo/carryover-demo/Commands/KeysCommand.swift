import ArgumentParser

/// Access keys.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Access keys of Descope: import those that were issued elsewhere, or exchange one.",
        subcommands: [KeysImportCommand.self, KeysExchangeCommand.self]
    )
}
