import ArgumentParser
import Carryover
import Glibc
import Logging

/// The options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file (default: the variable CARRYOVER_CONFIG).",
            valueName: "file"
        )
    )
    var configurationPath: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print what happens, without any secret, on standard error.")
    var verbose = false

    @Flag(help: "Never ask anybody anything, not even to unlock the keyring.")
    var noInput = false

    @Flag(help: "Print without colours.")
    var noColor = false

    /// Reads the configuration.
    ///
    /// - Throws: ``ExitStatus/usage``, after saying what is wrong.
    func configuration() throws(ExitStatus) -> Configuration {
        guard let path = configurationPath ?? Variable.value("CARRYOVER_CONFIG") else {
            throw fail("no configuration: give --config FILE, or set CARRYOVER_CONFIG")
        }
        let text: Secret
        do {
            text = try TextFile.read(path)
        } catch {
            throw fail("\(path): \(error)")
        }
        do {
            return try Configuration(json: text)
        } catch {
            throw fail("\(path): \(error)")
        }
    }

    /// Who may read the configuration, which may hold a client's secret or a machine's key.
    func configurationFile() -> FileFacts? {
        guard let path = configurationPath ?? Variable.value("CARRYOVER_CONFIG") else { return nil }
        let text = try? TextFile.read(path).exposed
        let names = ["\"client_secret\"", "\"access_key\""]
        return FileFacts(path, holdsSecrets: names.contains { text?.contains($0) ?? false })
    }

    /// Puts the parts together.
    ///
    /// - Parameters:
    ///   - mayPrompt: Whether the command is one that a person may be asked for.
    ///   - observer: Told of every event; without one, only new tokens that could not be stored are told of.
    func composition(
        mayPrompt: Bool = true,
        observer: (@Sendable (SessionEvent) -> Void)? = nil
    ) throws(ExitStatus) -> Composition {
        var composition = Composition(
            try configuration(),
            isInteractive: mayPrompt && !noInput && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
            notice: { Output.note($0) }
        )
        composition.observer =
            observer ?? { event in
                // This process ends soon, and with it what it could not store.
                guard case .persistenceDegraded = event, let line = EventText.line(event) else { return }
                Output.note("carryover-demo: \(line)")
            }
        if verbose {
            var logger = Logger(label: "carryover", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = .debug
            composition.logger = logger
        }
        return composition
    }

    private func fail(_ text: String) -> ExitStatus {
        Output.note("carryover-demo: \(text)")
        return .usage
    }
}
