import ArgumentParser
import Carryover
import CarryoverAdmin

/// The import of access keys that were issued elsewhere.
struct KeysImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import access keys into a Descope project.",
        discussion: """
            The file is a JSON array or a CSV with a header, in the fields of the import call: name and cleartext, and \
            expireTime, description, userId, roleNames, keyTenants, customClaims, customAttributes, permittedIps. The \
            management key is taken from the variable CARRYOVER_MANAGEMENT_KEY. A run that ended early is taken up \
            again by the same command. A key whose answer was lost is looked up before it is sent again, and not sent \
            again where that cannot tell.

            EXAMPLES
              carryover-demo keys import --file keys.csv --dry-run
              carryover-demo keys import --file keys.json --json | jq -r .outcome

            EXIT CODES
              0  every key is there             2  wrong usage, configuration or file
              3  not finished; run it again     4  the note of how far it came cannot be written
              5  a key was refused, or it is not known what became of it
            """
    )

    private static let managementKey = "CARRYOVER_MANAGEMENT_KEY"
    private static let largestFile = 16 << 20
    /// What is left of the command's time after it is enough for the call that is under way.
    private static let timeForKeys = Duration.seconds(20)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("The file that holds the keys.", valueName: "file"))
    var file: String

    @Flag(help: "Say what each key would be imported with, and do nothing.")
    var dryRun = false

    func run() async throws {
        let composition = try common.composition()
        let entries: [AccessKeyEntry]
        do {
            entries = try AccessKeyFile.entries(in: try TextFile.read(file, limit: Self.largestFile))
        } catch {
            Output.note("carryover-demo: \(file): \(error)")
            throw ExitStatus.usage
        }
        guard let managementKey = Variable.value(Self.managementKey) ?? (dryRun ? "none" : nil) else {
            Output.note("carryover-demo: the environment variable \(Self.managementKey) is not set")
            throw ExitStatus.usage
        }
        guard
            let importer = AccessKeyImporter.make(
                composition.configuration,
                managementKey: Secret(managementKey)
            )
        else {
            Output.note("carryover-demo: provider.kind must be descope or descope-access-key")
            throw ExitStatus.usage
        }
        let (printsJSON, isDryRun) = (common.json, dryRun)
        try await Deadline.run {
            if isDryRun {
                throw Self.tell(await importer.preview(entries), of: entries, printsJSON)
            }
            let result = await importer.run(entries, within: Self.timeForKeys) { report in
                if printsJSON {
                    Output.line(KeysText.json(report).text)
                } else {
                    Output.note(KeysText.line(report))
                }
            }
            throw Self.conclude(result, printsJSON)
        }
    }

    /// Says what each key would be imported with: a column in the wrong place is seen before anything is sent.
    private static func tell(
        _ result: AccessKeyImportResult,
        of entries: [AccessKeyEntry],
        _ printsJSON: Bool
    ) -> ExitStatus {
        for (report, entry) in zip(result.reports, entries) {
            Output.line(
                printsJSON
                    ? KeysText.json(report, dryRunOf: entry).text : KeysText.line(report, dryRunOf: entry)
            )
        }
        return summarize(result, isDryRun: true, printsJSON)
    }

    private static func conclude(_ result: AccessKeyImportResult, _ printsJSON: Bool) -> ExitStatus {
        if !printsJSON {
            for report in result.reports where report.outcome == .pending {
                Output.note(KeysText.line(report))
            }
        }
        return summarize(result, isDryRun: false, printsJSON)
    }

    private static func summarize(
        _ result: AccessKeyImportResult,
        isDryRun: Bool,
        _ printsJSON: Bool
    ) -> ExitStatus {
        let status = KeysText.status(of: result, isDryRun: isDryRun)
        Output.line(
            printsJSON ? KeysText.summary(result, status).text : KeysText.summary(result, isDryRun: isDryRun)
        )
        if let interruption = result.interruption {
            Output.note("carryover-demo: \(KeysText.text(interruption))")
        }
        return status
    }
}
