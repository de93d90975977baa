import CarryoverCore

extension ProviderContract {
    typealias Check = @Sendable () async throws -> Void

    var rules: [(rule: String, operations: Set<Operation>, check: Check)] {
        [
            ("a migration gives a session with both tokens", [.exchange], checkMigration),
            ("each attempt of a migration sends the same key", [.exchange], checkIdempotency),
            ("without a legacy token nothing is sent", [.exchange], checkNothingToPresent),
            ("a protected request carries the access token, where it is kept secret", [], checkRequest),
            ("a refresh takes the new tokens", [.refresh], checkRotation),
            ("a refresh without a new refresh token keeps the old one", [.refresh], checkNoRotation),
            ("the provider's own refusal is one", [.exchange], { try await checkRefusal(.exchange) }),
            (
                "a session that was reused or ended elsewhere is over at the next refresh", [.refresh],
                { try await checkRefusal(.refresh) }
            ),
            ("a sign-out succeeds", [.revoke], checkSignOut),
            ("signing out of a session that is over is a success", [.revoke], checkSignOutTwice),
            ("a sign-out without a network can be tried again", [.revoke], checkSignOutOffline),
            ("nobody is signed out by a fault", [], checkFaults),
            ("no status by itself ends a session", [], checkStatuses),
            ("a wait that is asked for is told", [], checkRetryAfter),
            ("what a proxy does to an answer changes nothing", [], checkOddities),
            ("no error shows a token", [], checkSecrecy),
        ]
    }

    func expect(_ condition: Bool, _ detail: @autoclosure () -> String) throws {
        guard condition else { throw Breach(detail: detail()) }
    }

    private func expect(_ session: Session, holds tokens: Tokens, refresh: String?) throws {
        try expect(session.accessToken.exposed == tokens.access, "another access token")
        // A provider may keep something of its own in place of a refresh token.
        if tokens.refresh != nil, wire.operations.contains(.exchange) {
            try expect(session.refreshToken?.exposed == refresh, "another refresh token")
        }
        try expect(session.refreshToken != nil, "no refresh token")
        guard let lifetime = session.lifetime else { throw Breach(detail: "no lifetime") }
        let seconds = lifetime.remaining(at: Self.time).inSeconds
        try expect(abs(seconds - Self.lifetime) < 5, "it lives for \(seconds) seconds")
    }

    private func checkMigration() async throws {
        let tokens = Self.tokens(2)
        let conversation = try await ask(.exchange, wire.success(.exchange, tokens))
        try expect(conversation.session(), holds: tokens, refresh: tokens.refresh)
        try expect(conversation.requests.count == 1, "\(conversation.requests.count) requests")
        for request in conversation.requests { try checkPlacement(of: legacyTokens, in: request) }
    }

    private func checkIdempotency() async throws {
        for _ in 1...2 {
            let conversation = try await ask(.exchange, wire.success(.exchange, Self.tokens(2)))
            let keys = conversation.requests.map { $0.fields["Idempotency-Key"] }
            try expect(keys == [Self.idempotencyKey], "it sent \(keys.count) keys, or another one")
        }
    }

    private func checkNothingToPresent() async throws {
        let transport = ScriptedTransport { _ in wire.success(.exchange, Self.tokens(2)) }
        let context = ProviderContext(transport: transport, time: Self.time)
        do {
            _ = try await wire.provider.exchange(
                LegacyCredential(),
                idempotencyKey: Self.idempotencyKey,
                in: context
            )
        } catch {
            return try expect(transport.requests.isEmpty, "something was sent")
        }
        throw Breach(detail: "it did not fail")
    }

    private func checkRequest() async throws {
        let session = try await opened()
        guard let origin = wire.provider.origins.first else { throw Breach(detail: "it has no origin") }
        var request = HTTPRequest(.get, try Endpoint("\(origin)/notes"))
        wire.provider.authorize(&request, with: session)
        try expect(carries(session.accessToken.exposed, request), "the access token is not in it")
        try checkPlacement(of: [session.accessToken.exposed], in: request)
    }

    private func checkRotation() async throws {
        let tokens = Self.tokens(3)
        let session = try await ask(.refresh, wire.success(.refresh, tokens)).session()
        try expect(session, holds: tokens, refresh: tokens.refresh)
    }

    private func checkNoRotation() async throws {
        let tokens = Self.tokens(3, rotated: false)
        let before = try await opened()
        let session = try await ask(.refresh, wire.success(.refresh, tokens)).session()
        try expect(session.accessToken.exposed == tokens.access, "another access token")
        try expect(session.refreshToken == before.refreshToken, "the refresh token has changed")
    }

    private func checkRefusal(_ operation: Operation) async throws {
        let error = try await ask(operation, wire.refusal(operation)).error()
        try expect(error.kind == .refused, "\(error.kind.rawValue), \(error.code)")
        try expect(!error.code.isEmpty, "no code")
    }

    private func checkSignOut() async throws {
        let conversation = try await ask(.revoke, wire.success(.revoke, Self.tokens(1)))
        if case .failure(let error) = conversation.result { throw Breach(detail: "it failed: \(error)") }
        try expect(!conversation.requests.isEmpty, "nothing was sent")
    }

    private func checkSignOutTwice() async throws {
        let conversation = try await ask(.revoke, wire.refusal(.revoke))
        if case .failure(let error) = conversation.result { throw Breach(detail: "it failed: \(error)") }
    }

    private func checkSignOutOffline() async throws {
        let conversation = try await ask(.revoke) { request throws(TransportError) in
            throw TransportError(.unreachable, request: request, detail: "no network", mayHaveArrived: false)
        }
        let error = try conversation.error()
        try expect(error.kind == .transient && !error.mayHaveArrived, "\(error)")
    }

    private var legacyTokens: [String] {
        [wire.legacy.accessToken, wire.legacy.refreshToken, wire.legacy.idToken].compactMap { $0?.exposed }
    }

    /// A token may be in what the library keeps secret, and nowhere else.
    private func checkPlacement(of tokens: [String], in request: HTTPRequest) throws {
        for token in tokens {
            try expect(!request.endpoint.url.contains(token), "a token is in the URL")
            let isInField = request.fields.contains { $0.value.contains(token) }
            try expect(!isInField, "a token is in a field that is not secret")
        }
    }

    private func carries(_ token: String, _ request: HTTPRequest) -> Bool {
        let credentials: [String?] =
            switch request.authorization {
            case .bearer(let secret), .dpop(let secret): [secret.exposed]
            case .basic(let user, let password): [user, password.exposed]
            case nil: []
            }
        let fields = request.secretFields.map { $0.value.exposed }
        return (credentials.compactMap(\.self) + fields).contains { $0.contains(token) }
    }
}
