import ArgumentParser
import Foundation
import Glibc
import MockIdentity

/// Runs the mock identity servers in a process of their own.
struct CarryoverMock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carryover-mock",
        abstract: "Runs mock identity servers on loopback ports.",
        discussion: """
            Prints one line of JSON when all servers are ready: their addresses and a ready configuration for the \
            client. Serves until SIGINT, SIGTERM or, with --exit-with-stdin, the end of standard input.
            """
    )

    @OptionGroup(title: "Legacy provider")
    var legacy: LegacyOptions

    @OptionGroup(title: "New provider")
    var provider: ProviderOptions

    @OptionGroup(title: "Ready configuration")
    var ready: ReadyOptions

    @Option(help: ArgumentHelp("Further settings, as POST /__settings takes them.", valueName: "json"))
    var settings: String?

    @Flag(help: "End when standard input is closed.")
    var exitWithStdin = false

    func run() async throws {
        // A client that goes away while it is answered must not take the servers along.
        signal(SIGPIPE, SIG_IGN)
        let end = EndOfService(standardInput: exitWithStdin)
        let mock = try await MockIdentity.start(settings: try mockSettings())
        await LibraryVerifier(mock).examineTokens()
        do {
            try announce(mock)
        } catch {
            await mock.stop()
            throw error
        }
        await end.wait()
        await mock.stop()
    }

    func validate() throws {
        _ = try mockSettings()
    }

    private func mockSettings() throws -> MockSettings {
        var result = MockSettings()
        legacy.apply(to: &result)
        try provider.apply(to: &result)
        guard let settings else { return result }
        guard let changes = JSONValue(parsing: Data(settings.utf8)) else {
            throw ValidationError("--settings is not JSON.")
        }
        do {
            return try result.applying(changes)
        } catch {
            throw ValidationError("--settings: \(error)")
        }
    }

    private func announce(_ mock: MockIdentity) throws {
        var members = try JSONValue(encoding: mock.addresses).object ?? [:]
        members["configuration"] = ready.choices.json(for: mock)
        members["legacy_issuer"] = .string(mock.legacy.issuer)
        members["pid"] = .int(Int(getpid()))
        try FileHandle.standardOutput.write(contentsOf: JSONValue.object(members).data + Data("\n".utf8))
    }
}
