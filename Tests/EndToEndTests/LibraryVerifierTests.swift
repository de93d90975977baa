import Carryover
import MockIdentity
import Testing

/// The mock API as `carryover-mock` runs it: with the verifier that an app's own backend would take.
@Suite struct LibraryVerifierTests {
    @Test(
        "the API takes the tokens of both providers during the transition, and the library says whose they are",
        arguments: ["supertokens", "descope", "stytch"]
    )
    func owners(provider: String) async throws {
        try await Installation.run { installation in
            let servers = try Program(
                "\(Program.folder)/carryover-mock",
                ["--exit-with-stdin", "--provider", provider, "--legacy-file", installation.legacyFile],
                environment: installation.environment
            )
            let line = await servers.nextLine()
            let ready = try #require(try JSONValue(parsing: Array(line.utf8)).object, "\(line)")
            let control = try #require(ready["control"]?.string)
            let api = try #require(ready["api"]?.string)
            let signIn = HTTPRequest(
                .post,
                try Endpoint(control + "/__legacy/sign-in"),
                fields: ["Content-Type": "application/json"],
                body: Secret(#"{"subject":"ada","email":"ada@example.com"}"#)
            )
            let login = try await Composition.makeTransport().send(signIn).body.exposed
            try installation.write(login, to: installation.legacyFile)

            var configuration = try #require(ready["configuration"]?.object)
            configuration["storage"] = ["backend": "file", "directory": .string(installation.stateFolder)]
            for (strategy, owner) in [("off", "legacy"), ("zero-downtime", "new")] {
                configuration["rollout"] = ["strategy": .string(strategy)]
                try installation.write(
                    JSONValue.object(configuration).text,
                    to: installation.configurationFile
                )
                let started = try await installation.demo("start")
                #expect(started.exitCode == 0, "\(started.output)\(started.errors)")
                let answer = try await installation.demo("request", api + "/me")
                #expect(answer.exitCode == 0, "\(answer.errors)")
                let body = try JSONValue(parsing: Array(answer.output.utf8)).object
                #expect(body?["owner"]?.string == owner, "\(answer.output)")
                #expect(body?["token"]?.string == (owner == "new" ? provider : "legacy"))
            }
            #expect(await servers.finish().exitCode == 0)
        }
    }
}
