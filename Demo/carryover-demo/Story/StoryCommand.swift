import ArgumentParser
import Carryover
import Glibc

/// The whole story, on this machine alone.
struct StoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "story",
        abstract: "Tell the whole story on this machine alone: an old login becomes a new session.",
        discussion: """
            Starts the mock identity servers on loopback, leaves an old provider's login as an older version of an app \
            would have, and starts the app as a process of its own. On a terminal a timeline shows the app, the old \
            provider and the new one, every request between them, and what is on disk at each moment; in a pipe the \
            same is told in plain lines. Tokens are shown as the first eight digits of their SHA-256. Nothing leaves \
            the machine, and nothing is left behind.

            SCENARIOS
            \(Scenario.allCases.map { "  \(pad($0.rawValue))  \($0.abstract)" }.joined(separator: "\n"))

            EXAMPLES
              carryover-demo
              carryover-demo --scenario killed-after-exchange
              carryover-demo --provider descope --scenario theft
              carryover-demo | less

            EXIT CODES
              0  the story came to the end that it has to
              2  wrong usage, or something that the scenario needs is not installed
              3  it did not; what went wrong is on standard error
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp("The new provider's kind.", valueName: "kind"),
        completion: .list(ProviderSettings.Kind.allCases.map(\.rawValue))
    )
    var provider = "supertokens"

    @Option(help: ArgumentHelp("What happens to the app.", valueName: "name"))
    var scenario = Scenario.happy

    @Flag(help: "Keep the folder that the story happens in.")
    var keep = false

    @Option(
        help: ArgumentHelp(
            "How long each step stays before the next (default: 0.1 on a terminal, else 0).",
            valueName: "seconds"
        )
    )
    var pace: Double?

    func validate() throws {
        let kinds = ProviderSettings.Kind.allCases.map(\.rawValue)
        guard kinds.contains(provider) else {
            throw ValidationError("--provider takes one of \(kinds.joined(separator: ", "))")
        }
        guard provider != "descope-access-key" || scenario == .happy else {
            throw ValidationError("a machine's session has no other scenario than happy: it migrates nothing")
        }
        guard provider != "stytch" || scenario != .theft else {
            throw ValidationError("stytch does not rotate its tokens, so that it cannot see a theft")
        }
        // Every story has to end within half a minute.
        if let pace, !(0...0.25).contains(pace) {
            throw ValidationError("--pace takes seconds from 0 to 0.25")
        }
    }

    func run() async throws {
        let facts = TerminalFacts.of(noColour: common.noColor)
        let isLive = facts.isTerminal && !common.json
        let live = isLive ? LiveNarrator(hasColour: facts.hasColour, pace: .seconds(pace ?? 0.1)) : nil
        let narrator: any Narrator =
            if let live { live } else if common.json { JSONNarrator() } else { PlainNarrator() }
        let story = Story(
            scenario: scenario,
            providerKind: provider,
            keepsFolder: keep,
            narrator: narrator
        )
        LastResort.end(
            afterSeconds: 28,
            status: ExitStatus.unreachable.rawValue,
            saying: "the story did not come to an end"
        )
        let signals = SignalStream([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH])
        let result = await withTaskGroup(of: Ending.self) { group in
            group.addTask { await Self.ending(of: story) }
            group.addTask {
                for await number in signals.signals {
                    guard number == SIGWINCH else { return .signal(number) }
                    await live?.resize()
                }
                return .cancelled
            }
            let first = await group.next() ?? .cancelled
            // A story that is broken off still tidies up, for a moment.
            if case .signal(let number) = first { LastResort.end(afterSeconds: 3, status: 128 + number) }
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        switch result {
        case .told(let folder):
            signals.close()
            if let folder { Output.note("kept: \(folder)") }
        case .failed(let failure):
            Output.note("carryover-demo: \(failure)")
            throw failure.isRequirement ? ExitStatus.usage : ExitStatus.unreachable
        case .signal(let number): signals.die(of: number)
        case .cancelled: throw ExitStatus.unreachable
        }
    }

    private enum Ending: Sendable {
        case told(String?)
        case failed(StoryFailure)
        case signal(Int32)
        case cancelled
    }

    private static func ending(of story: Story) async -> Ending {
        do {
            return .told(try await story.tell())
        } catch let failure as StoryFailure {
            return .failed(failure)
        } catch is CancellationError {
            return .cancelled
        } catch {
            return .failed(StoryFailure(description: "\(error)"))
        }
    }

    private static func pad(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 21 - text.count))
    }
}
