import CarryoverCore
import Glibc
import LevelDBWriter
import MockIdentity
import Testing

/// Two apps of one user that know nothing of each other: one in the manner of Electron, and a Python script.
@Suite struct TwoAppsStoryTests {
    private typealias JSON = CarryoverCore.JSONValue
    static let origin = "file://"

    /// A second app's configuration on the same machine, with the same providers.
    private func configure(
        _ installation: Installation,
        _ app: String,
        sources: JSON
    ) throws -> String {
        try installation.configure { object in
            object["app"] = .string(app)
            var legacy = object["legacy"]?.object ?? [:]
            legacy["sources"] = sources
            object["legacy"] = .object(legacy)
        }
        let path = "\(installation.folder)/\(app).json"
        try installation.write(try #require(installation.read(installation.configurationFile)), to: path)
        return path
    }

    private func demo(_ installation: Installation, _ configuration: String, _ words: String...) async throws
        -> Finished
    {
        try await Program.run(
            "carryover-demo",
            words + ["--config", configuration],
            environment: installation.environment
        )
    }

    private static func electron(_ folder: String) -> JSON {
        [
            [
                "kind": "chromium-local-storage", "path": .string(folder), "origin": "file://",
                "format": "auth0-spa-js",
            ]
        ]
    }

    #if ChromiumLocalStorage
        /// The app runs as long as the writer is held.
        private func startElectronApp(
            _ installation: Installation,
            _ answer: LegacyTokenAnswer
        ) throws -> LevelDBWriter {
            for folder in ["Notes", "Notes/Local Storage"] {
                mkdir("\(installation.folder)/config/\(folder)", 0o700)
            }
            let app = try LevelDBWriter("\(installation.folder)/config/Notes/Local Storage/leveldb")
            let client = installation.mock.settings.legacy.clientID
            let body = try String(decoding: answer.json.data, as: UTF8.self)
            let key = "@@auth0spajs@@::\(client)::default::openid profile offline_access"
            try app.store("theme", "dark", for: Self.origin)
            try app.store(key, #"{"body":\#(body),"expiresAt":4000000000}"#, for: Self.origin)
            return app
        }

        @Test func bothAreMigratedByTheirConfigurationsAlone() async throws {
            try await Installation.run { installation in
                let answer = try await installation.mock.signInLegacy(
                    subject: "ada",
                    email: "ada@example.com"
                )
                let app = try startElectronApp(installation, answer)
                let notes = try configure(
                    installation,
                    "notes",
                    sources: Self.electron("$XDG_CONFIG_HOME/Notes")
                )
                let tool = try await preparePythonScript(installation)

                for (configuration, kind, subject) in [
                    (notes, "chromium-local-storage", "ada"), (tool, "authlib", "grace"),
                ] {
                    let listed = try await demo(installation, configuration, "legacy", "--json")
                    let found = try JSON(parsing: Array(listed.output.utf8))
                    #expect(JSONPointer("/found/0/kind")?.value(in: found)?.string == kind)
                    #expect(JSONPointer("/found/0/verdict")?.value(in: found)?.string == "usable")
                    #expect(JSONPointer("/found/0/subject")?.value(in: found)?.string == subject)
                    #expect(JSONPointer("/sources/0/outcome")?.value(in: found)?.string == "found")
                    let started = try await demo(installation, configuration, "start", "--json")
                    #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
                    let events = Installation.events(started)
                    #expect(events.contains("legacy.revoked"))
                    // What a browser engine keeps is not erased, and nobody is told that it were.
                    #expect(events.contains("legacy.erased") == (kind == "authlib"))
                    #expect(events.contains("legacy.erasure_failed") == (kind != "authlib"))
                    let status = try await demo(installation, configuration, "status", "--json")
                    let state = try JSON(parsing: Array(status.output.utf8))
                    #expect(JSONPointer("/state")?.value(in: state)?.string == "active")
                    #expect(JSONPointer("/subject")?.value(in: state)?.string == subject)
                    #expect(JSONPointer("/migration/step")?.value(in: state)?.string == "done")
                    let again = try await demo(installation, configuration, "start", "--json")
                    #expect(Installation.events(again) == ["store.opened", "session.restored", "ready"])
                }
                #expect(installation.read("\(installation.folder)/config/tool/token.json") == nil)
                // The app that ran all the while goes on as if nothing had been.
                try app.store("theme", "light", for: Self.origin)
                #expect(
                    installation.files(below: "\(installation.folder)/run").allSatisfy {
                        !$0.contains("carryover-copy")
                    }
                )
            }
        }

        @Test func aRotatedTokenStaysInTheOwnStoreUntilItIsExchanged() async throws {
            try await Installation.run { installation in
                let answer = try await installation.mock.signInLegacy(
                    subject: "ada",
                    email: "ada@example.com",
                    expiresIn: 1
                )
                installation.mock.clock.offset += 3600
                let app = try startElectronApp(installation, answer)
                let notes = try configure(
                    installation,
                    "notes",
                    sources: Self.electron("$XDG_CONFIG_HOME/Notes")
                )
                installation.mock.faults.add(.status(503, server: .supertokens, times: 0))
                let deferred = try await demo(installation, notes, "start", "--json")
                #expect(deferred.exitCode == 6, "\(deferred.output)")
                #expect(Installation.events(deferred).contains("legacy.refreshed"))
                installation.mock.faults.removeAll()
                let started = try await demo(installation, notes, "start", "--now", "--json")
                #expect(started.exitCode == 0, "\(started.output)")
                // The spent token, which still stands there, was sent once only.
                #expect(installation.mock.ledger.entries.count { $0.path == "/oauth/token" } == 1)
                let listed = try await demo(installation, notes, "legacy")
                #expect(listed.output.contains("stays "), "\(listed.output)")
                withExtendedLifetime(app) {}
            }
        }
    #else
        @Test func aBuildWithoutTheTraitSaysSo() async throws {
            try await Installation.run { installation in
                let notes = try configure(
                    installation,
                    "notes",
                    sources: Self.electron("$XDG_CONFIG_HOME/Notes")
                )
                let started = try await demo(installation, notes, "start")
                #expect(started.exitCode == 2)
                #expect(started.errors.contains("ChromiumLocalStorage"))
            }
        }
    #endif

    /// Leaves a token file as authlib saves it, where there is a Python that has it, or as it would.
    private func preparePythonScript(_ installation: Installation) async throws -> String {
        let answer = try await installation.mock.signInLegacy(subject: "grace", email: "grace@example.com")
        let text = try String(decoding: answer.json.data, as: UTF8.self)
        mkdir("\(installation.folder)/config/tool", 0o700)
        let file = "\(installation.folder)/config/tool/token.json"
        try installation.write(text, to: file)
        if let python = Python.path {
            let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
            let tool = try Program(
                python,
                [
                    "/\(script)/GenuineProvider/refresh_token.py",
                    installation.mock.addresses.legacy + "/oauth/token",
                    installation.mock.settings.legacy.clientID, file,
                ],
                environment: installation.environment
            )
            let refreshed = await tool.finish()
            #expect(refreshed.output == "saved\n", "\(refreshed.errors)")
        }
        return try configure(
            installation,
            "tool",
            sources: [["kind": "authlib", "path": "$XDG_CONFIG_HOME/tool/*.json"]]
        )
    }
}
