import ArgumentParser
import Carryover

/// An authenticated request.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send a GET with the access token in it and print the body.",
        discussion: """
            The token goes to the provider's own origins and to those in api.origins, and nowhere else: a request elsewhere is \
            refused, and nothing is sent. On a 401 the token is refreshed once, and the request is sent once more. The body is \
            printed as it came.

            EXAMPLES
              carryover-demo request https://api.example.com/me --config notes.json

            EXIT CODES
              0  the server answered            1  signed out
              2  wrong usage, or an origin that is not listed
              3  a server could not be reached  4  the store cannot be used
              5  the user must sign in again    6  the migration is deferred
              7  the server answered with an HTTP error; the session is untouched
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp("Where to; an origin of the provider, or one of api.origins.", valueName: "url")
    )
    var url: String

    func run() async throws {
        let endpoint: Endpoint
        do {
            endpoint = try Endpoint(url)
        } catch {
            Output.note(
                "carryover-demo: the URL must be absolute, and https unless it is this very machine's"
            )
            throw ExitStatus.usage
        }
        let composition = try common.composition()
        try await Deadline.run {
            let manager = composition.manager()
            let response: HTTPResponse
            do throws(SessionError) {
                response = try await OnceMore.ask { () throws(SessionError) in
                    try await manager.send(HTTPRequest(.get, endpoint, fields: ["Accept": "*/*"]))
                }
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            response.body.withBytes { Output.bytes($0) }
            if response.body.withBytes({ $0.last }) != UInt8(ascii: "\n") { Output.line("") }
            guard response.status < 400 else {
                Output.note("carryover-demo: \(endpoint): HTTP \(response.status)")
                throw ExitStatus.httpError
            }
        }
    }
}
