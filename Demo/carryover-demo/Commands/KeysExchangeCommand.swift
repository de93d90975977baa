import ArgumentParser
import Carryover

/// A machine's session for the configured access key.
struct KeysExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange",
        abstract: "Exchange the configured access key for a session, in the place of the one there may be.",
        discussion: """
            The access key is provider.access_key of the configuration. Prints the status after it.

            EXAMPLES
              carryover-demo keys exchange --config machine.json

            EXIT CODES
              0  there is a session            2  wrong usage or configuration
              3  the server could not be reached for now
              4  the store cannot be used      5  the key was refused
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition()
        guard composition.configuration.provider.kind == .descopeAccessKey else {
            Output.note("carryover-demo: provider.kind must be descope-access-key")
            throw ExitStatus.usage
        }
        let printsJSON = common.json
        try await Deadline.run {
            let manager = composition.manager()
            let provider = composition.configuration.provider.provider
            let context = ProviderContext(transport: composition.transport, time: composition.time)
            do throws(SessionError) {
                let session: Session?
                do throws(ProviderError) {
                    session = try await provider.open(in: context)
                } catch {
                    throw .provider(error)
                }
                if let session { try await manager.signIn(with: session) }
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            let status = await manager.status()
            Output.line(printsJSON ? JSONLine.status(status).prettyText : StatusText.text(status))
            throw ExitStatus(manager.current)
        }
    }
}
