import ArgumentParser
import Glibc

/// Where the process starts.
///
/// Exit codes are part of the contract, so the parser's own are translated.
@main
enum Main {
    static func main() async {
        StandardStreams.occupy()
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try CarryoverDemo.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let status as ExitStatus {
            exit(status.rawValue)
        } catch {
            let text = CarryoverDemo.fullMessage(for: error)
            if CarryoverDemo.exitCode(for: error).isSuccess {
                Output.line(text)
                exit(ExitStatus.usable.rawValue)
            }
            Output.note(text)
            exit(ExitStatus.usage.rawValue)
        }
    }
}
