import Carryover

/// The mock identity servers as the story sees them: a process of their own, and addresses on loopback.
struct MockServers: Sendable {
    /// A login at the old provider, as the old app would have stored it.
    struct Login: Sendable {
        let json: JSONValue
        let subject: String
        let refreshToken: Secret?
        /// The fingerprints of its tokens.
        let fingerprints: [String]
    }

    private let child: ChildProcess
    private let control: Endpoint
    /// What they announced: addresses, and a configuration that fits.
    let ready: JSONObject
    private let transport: any HTTPTransport

    var api: String { ready["api"]?.string ?? "" }

    static func start(providerKind: String, environment: [String: String]) async throws -> MockServers {
        let child = try ChildProcess(
            ChildProcess.sibling("carryover-mock"),
            ["--exit-with-stdin", "--provider", providerKind],
            environment: environment,
            showsErrors: true
        )
        for await line in child.lines {
            guard let ready = (try? JSONValue(parsing: Array(line.utf8)))?.object,
                let control = ready["control"]?.string.flatMap({ try? Endpoint($0) }),
                ready["api"]?.string != nil
            else { break }
            return MockServers(
                child: child,
                control: control,
                ready: ready,
                transport: Composition.makeTransport()
            )
        }
        _ = await child.end()
        throw StoryFailure(description: "carryover-mock did not start")
    }

    /// Lets the servers end, by closing their standard input.
    func end() async { _ = await child.end() }

    /// Signs the user in at the old provider.
    ///
    /// - Parameter isExpired: Whether that happened so long ago that the access token is over.
    func signInAtOldProvider(isExpired: Bool) async throws -> Login {
        if isExpired { try await moveClock(to: -3 * 3600) }
        let answer = try await call(
            .post,
            "/__legacy/sign-in",
            ["subject": "ada", "email": "ada@example.com", "expires_in": 3600]
        )
        if isExpired { try await moveClock(to: 0) }
        guard let object = answer.object, let token = object["access_token"]?.string else {
            throw StoryFailure(description: "the old provider gave no token")
        }
        let tokens = ["access_token", "refresh_token", "id_token"].compactMap { object[$0]?.string }
        return Login(
            json: answer,
            subject: JWTClaims(unverified: Secret(token))?.subject ?? "ada",
            refreshToken: object["refresh_token"]?.string.map { Secret($0) },
            fingerprints: tokens.map { Fingerprint(of: Secret($0)).description }
        )
    }

    /// Ends a login at the old provider (RFC 7009), as an administrator would.
    func revoke(_ token: Secret) async throws {
        guard let revocation = ready["configuration"]?.object?["legacy"]?.object?["revoke"]?.object,
            let address = revocation["endpoint"]?.string, let client = revocation["client_id"]?.string
        else { throw StoryFailure(description: "the servers name no revocation endpoint") }
        let request = HTTPRequest(
            .post,
            try Endpoint(address),
            fields: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Secret("client_id=\(client)&token=\(token.exposed)")
        )
        _ = try await transport.send(request)
    }

    func add(_ faults: [JSONObject]) async throws {
        _ = try await call(.post, "/__faults", .array(faults.map { .object($0) }))
    }

    func removeFaults() async throws { _ = try await call(.delete, "/__faults") }

    func set(_ settings: JSONValue) async throws { _ = try await call(.post, "/__settings", settings) }

    /// Every request that any of the servers has seen, in order.
    func exchanges() async throws -> [Exchange] {
        let answer = try await call(.get, "/__ledger")
        return (answer.object?["entries"]?.array ?? []).compactMap { $0.object.flatMap { Exchange($0) } }
    }

    private func moveClock(to offset: Int) async throws {
        _ = try await call(.post, "/__clock", ["offset_seconds": .integer(offset)])
    }

    private func call(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws
        -> JSONValue
    {
        let request = HTTPRequest(
            method,
            try control.appending(path),
            fields: ["Content-Type": "application/json"],
            body: body.map { Secret(bytes: $0.serialized) }
        )
        let response = try await transport.send(request)
        guard response.status < 300 else {
            throw StoryFailure(description: "\(request): HTTP \(response.status)")
        }
        return try JSONValue(parsing: response.body)
    }
}
