import CarryoverCore
import Glibc
import MockIdentity

/// An app on a machine of its own, as far as it can tell: a private home, a configuration, mock servers.
struct Installation: Sendable {
    let folder: String
    let mock: MockIdentity

    /// Runs a body with running servers and a fresh home, and takes both away after it.
    static func run(
        settings: MockSettings = MockSettings(),
        _ body: (Installation) async throws -> Void
    ) async throws {
        try await Crowd.installations.admit { try await runNow(settings: settings, body) }
    }

    private static func runNow(
        settings: MockSettings,
        _ body: (Installation) async throws -> Void
    ) async throws {
        try await MockIdentity.run(settings: settings, keys: try await SharedKeys.value) { mock in
            var template = Array("\(environmentValue("TMPDIR") ?? "/tmp")/carryover-e2e.XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Program.Failure(reason: "no temporary folder") }
            let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            defer { remove(folder) }
            let installation = Installation(folder: folder, mock: mock)
            for name in ["config", "config/notes", "state", "data", "run"] {
                mkdir("\(folder)/\(name)", 0o700)
            }
            try installation.configure()
            try await body(installation)
        }
    }

    var legacyFile: String { "\(folder)/config/notes/auth.json" }
    var configurationFile: String { "\(folder)/carryover.json" }
    var stateFolder: String { "\(folder)/state/notes" }

    var environment: [String: String] {
        var variables = [
            "HOME": folder, "XDG_CONFIG_HOME": "\(folder)/config", "XDG_STATE_HOME": "\(folder)/state",
            "XDG_DATA_HOME": "\(folder)/data", "XDG_RUNTIME_DIR": "\(folder)/run",
            "PATH": Self.environmentValue("PATH") ?? "/usr/bin:/bin",
        ]
        // What the loader and the sanitizers go by in the programs too.
        for name in ["LD_LIBRARY_PATH", "LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"] {
            variables[name] = Self.environmentValue(name)
        }
        return variables
    }

    static func environmentValue(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Writes the configuration of an app on these servers, after a change.
    func configure(_ change: (inout CarryoverCore.JSONObject) -> Void = { _ in }) throws {
        let client: CarryoverCore.JSONValue = .string(mock.settings.legacy.clientID)
        var object: CarryoverCore.JSONObject = [
            "app": "notes",
            "provider": ["kind": "supertokens", "api_domain": .string(mock.addresses.supertokens)],
            "legacy": [
                "issuer": .string(mock.legacy.issuer),
                "sources": [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"]],
                "refresh": [
                    "token_endpoint": .string(mock.addresses.legacy + "/oauth/token"), "client_id": client,
                ],
                "revoke": [
                    "endpoint": .string(mock.addresses.legacy + "/oauth/revoke"), "client_id": client,
                ],
            ],
            "storage": ["backend": "file"],
            "api": ["origins": [.string(mock.addresses.api)]],
        ]
        change(&object)
        try write(CarryoverCore.JSONValue.object(object).text, to: configurationFile)
    }

    /// Leaves the login of an older version of the app, as the old provider gave it.
    ///
    /// Returns its tokens.
    @discardableResult
    func leaveLegacyLogin(expiresIn: Double? = nil) async throws -> [String] {
        let answer = try await mock.signInLegacy(
            subject: "ada",
            email: "ada@example.com",
            expiresIn: expiresIn
        )
        let text = try String(decoding: answer.json.data, as: UTF8.self)
        try write(text, to: legacyFile)
        let object = try CarryoverCore.JSONValue(parsing: Array(text.utf8)).object
        return ["access_token", "refresh_token", "id_token"].compactMap { object?[$0]?.string }
    }

    func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw Program.Failure(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Program.Failure(reason: "\(path): not written")
        }
    }

    func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Every file below the installation's folder.
    func files(below path: String? = nil) -> [String] {
        let path = path ?? folder
        guard let directory = opendir(path) else { return [path] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { found += files(below: "\(path)/\(name)") }
        }
        return found
    }

    private static func remove(_ path: String) {
        guard unlink(path) != 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }

    /// Runs a command of the demo with this installation's configuration.
    func demo(_ arguments: String...) async throws -> Finished {
        try await demo(arguments)
    }

    /// Runs a command of the demo with the app's configuration.
    func demo(_ arguments: [String]) async throws -> Finished {
        try await Program.run(
            "carryover-demo",
            arguments + ["--config", configurationFile],
            environment: environment
        )
    }

    /// Starts a command of the demo and leaves it running.
    func launch(_ arguments: String...) throws -> Program {
        try Program(
            "\(Program.folder)/carryover-demo",
            arguments + ["--config", configurationFile],
            environment: environment
        )
    }

    /// What `status --json` says.
    func status() async throws -> CarryoverCore.JSONObject {
        let finished = try await demo("status", "--json")
        guard let object = try CarryoverCore.JSONValue(parsing: Array(finished.output.utf8)).object else {
            throw Program.Failure(reason: "status is not an object: \(finished.output)")
        }
        return object
    }

    /// The names of the events that `start --json` printed.
    static func events(_ finished: Finished) -> [String] {
        finished.output.split(separator: "\n").compactMap { line in
            (try? CarryoverCore.JSONValue(parsing: Array(line.utf8)))?.object?["event"]?.string
        }
    }

    /// The requests that a server has answered with an outcome.
    func count(_ server: ServerName, _ outcome: String) -> Int {
        mock.ledger.entries.count { $0.server == server && $0.outcome == outcome }
    }
}
