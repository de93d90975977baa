import ArgumentParser
import Foundation
import Glibc

/// Where the process starts.
///
/// `carryover-demo mock` becomes this program, and its exit codes are part of a contract: wrong usage is 2, which is not
/// the parser's own code for it.
@main
enum Main {
    static func main() async {
        do {
            let command = try CarryoverMock.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            guard CarryoverMock.exitCode(for: error) == .validationFailure else {
                CarryoverMock.exit(withError: error)
            }
            let text = CarryoverMock.fullMessage(for: error) + "\n"
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
            exit(2)
        }
    }
}
