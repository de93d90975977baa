import ArgumentParser
import Carryover
import Glibc

/// The mock identity servers, in the foreground.
struct MockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock",
        abstract:
            "Run the mock identity servers on loopback, and print their addresses and a ready configuration.",
        discussion: """
            An old provider, SuperTokens, Descope, Stytch, an RFC 8693 server and an API that takes both kinds of token, each on a \
            port of its own on 127.0.0.1. Prints one line of JSON with their addresses, a ready configuration, and the address of \
            the control server, which makes them fail in many ways (POST /__faults), moves their clock, and says what they saw \
            (GET /__ledger). It ends on SIGINT and SIGTERM.

            EXAMPLES
              carryover-demo mock | tee mock.json
              jq .configuration mock.json > notes.json
              carryover-demo mock --provider descope

            EXIT CODES
              0  it was asked to end            2  wrong usage
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The new provider's kind.", valueName: "kind"))
    var provider = "supertokens"

    func run() async throws {
        // The servers take this process's place: signals reach them without a go-between.
        let path = ChildProcess.sibling("carryover-mock")
        var arguments: [UnsafeMutablePointer<CChar>?] = ([path, "--provider", provider] as [String]).map {
            strdup($0)
        }
        arguments.append(nil)
        execv(path, &arguments)
        Output.note("carryover-demo: \(path): \(String(cString: strerror(errno)))")
        throw ExitStatus.usage
    }
}
