import ArgumentParser
import Carryover

/// Where a browser ends the sign-in at the old provider.
struct LogoutURLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout-url",
        abstract: "Print the address that ends the sign-in at the old provider in a browser.",
        discussion: """
            The address is legacy.logout of the configuration or, where legacy.issuer is an address, what that provider's own \
            metadata names. Nothing is opened.

            EXAMPLES
              xdg-open "$(carryover-demo logout-url)"

            EXIT CODES
              0  the address was printed       2  there is none, or wrong usage or configuration
              3  the old provider could not be reached for now
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition(mayPrompt: false)
        try await Deadline.run {
            let manager = composition.manager()
            let url: String?
            do throws(SessionError) {
                url = try await manager.legacyLogoutURL()
            } catch {
                Output.note("carryover-demo: \(error)")
                throw error.code == .configuration
                    ? ExitStatus.usage : ExitStatus(error, state: manager.current)
            }
            guard let url else {
                Output.note("carryover-demo: there is no legacy.logout, or the old provider has no such page")
                throw ExitStatus.usage
            }
            Output.line(url)
        }
    }
}
