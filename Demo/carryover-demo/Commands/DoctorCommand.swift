import ArgumentParser
import Carryover

/// Finds out why a session is not where it should be.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check store, lock, clock, servers, permissions and left-over secrets; safe to paste.",
        discussion: """
            One check after the other, from what lies closest to the session to what lies farthest: the store and a \
            real round trip through it, files and their modes, the lock, the session bus and the keyring behind it, \
            then names, TLS, the migration endpoint, the old provider and how it describes itself, the clock against \
            the server's Date, old logins that should be gone, and who may read what is there.

            Each is [ OK ], [FAIL] or [SKIP], says what was seen, and after an arrow what to do. It changes nothing, \
            sends no token, and prints none: the report can be pasted into an issue as it is. The home folder is \
            written as ~.

            EXAMPLES
              carryover-demo doctor --config notes.json
              carryover-demo doctor --json | jq '.checks[] | select(.verdict == "fail")'

            EXIT CODES
              0  nothing failed
              2  wrong usage or configuration
              3  a server, the clock or an old login is the matter
              4  the store is
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let composition = try common.composition(mayPrompt: false)
        let printsJSON = common.json
        let facts = TerminalFacts.of(noColour: common.noColor)
        let columns = facts.isTerminal ? max(TerminalSize.current.columns, 40) : .max
        let examination = Examination(composition, configurationFile: common.configurationFile())
        try await Deadline.run(otherwise: .store) {
            var findings: [Finding] = []
            let count = examination.count
            Progress.show("check 1 of \(count)")
            for await finding in examination.findings() {
                findings.append(finding)
                if !printsJSON {
                    for line in FindingText.lines(finding, columns: columns) {
                        Output.line(line.rendered(inColour: facts.hasColour))
                    }
                }
                if findings.count < count { Progress.show("check \(findings.count + 1) of \(count)") }
            }
            let failed = findings.filter { $0.verdict == .fail }.count
            let skipped = findings.filter { $0.verdict == .skip }.count
            let passed = findings.count - failed - skipped
            if printsJSON {
                Output.line(
                    JSONValue.object([
                        "schema": 1, "checks": .array(findings.map(FindingText.json)),
                        "passed": .integer(passed), "skipped": .integer(skipped), "failed": .integer(failed),
                    ]).prettyText
                )
            } else {
                Output.line("\(passed) passed, \(skipped) skipped, \(failed) failed")
            }
            let isStore = findings.contains { $0.verdict == .fail && $0.isAboutStore }
            throw failed == 0 ? ExitStatus.usable : isStore ? .store : .unreachable
        }
    }
}
