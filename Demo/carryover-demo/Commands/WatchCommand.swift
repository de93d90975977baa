import ArgumentParser
import Carryover
import Glibc

/// A live view.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show a session live, and keep it fresh as a running app would.",
        discussion: """
            On a terminal a full screen that is redrawn in place: the state, a countdown to the next refresh and one to \
            the expiry of the access token, requests in flight, who holds the lock, the store in use, what is still to be \
            revoked, and what happened so far. It refreshes ahead of time, works off the queue of revocations, and \
            follows what other processes do to the session. In a pipe, and with --json, it is a line for each event.

            KEYS
              q  quit; the terminal is as it was before
              r  refresh now

            It ends on q, SIGINT, SIGTERM and SIGHUP: at once, or once the answer to a refresh that is under way is \
            stored; at the second time at once in any case. It can be stopped and continued, and resized.

            EXAMPLES
              carryover-demo watch --config notes.json
              carryover-demo watch --json | jq -r .event

            EXIT CODES
              0  there was a usable session when the user quit; else as "start" has it
              2  wrong usage or configuration
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let facts = TerminalFacts.of(noColour: common.noColor)
        if facts.isTerminal, !common.json, isatty(STDIN_FILENO) == 1 {
            let watch = try FullScreenWatch(hasColour: facts.hasColour) { tell throws(ExitStatus) in
                try common.composition(observer: tell)
            }
            if let screen = FullScreen() { await watch.run(on: screen) }
        }
        let watch = LineWatch(printsJSON: common.json)
        await watch.run(try common.composition(observer: watch.tell).manager())
    }
}
