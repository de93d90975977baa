import Carryover
import CarryoverCore
import MockIdentity
import Testing

/// Every fault of a server, met by every provider over a real connection.
@Suite struct ProviderFaultTests {
    /// What a provider is asked, and has to make of a fault.
    enum Operation: String, CaseIterable {
        case exchange, refresh, revoke
    }

    enum Outcome: Sendable, Equatable {
        case works
        case fails(ProviderError.Kind)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var fault: Fault
        /// The outcome of an exchange and of a refresh.
        var tokens: Outcome = .fails(.transient)
        /// The outcome of a revocation.
        var revocation: Outcome = .fails(.transient)
        var retryAfter: Duration?
        /// A time limit that is shorter than usual.
        var timeout: Duration = .seconds(10)

        init(
            _ name: String,
            _ kind: FaultKind,
            tokens: Outcome = .fails(.transient),
            revocation: Outcome = .fails(.transient),
            _ details: (inout Fault) -> Void = { _ in }
        ) {
            testDescription = name
            fault = Fault(kind, times: 0)
            details(&fault)
            self.tokens = tokens
            self.revocation = revocation
        }

        func waiting(_ seconds: Int) -> Row {
            var row = self
            row.fault.retryAfter = String(seconds)
            row.retryAfter = .seconds(seconds)
            return row
        }

        func within(_ timeout: Duration) -> Row {
            var row = self
            row.timeout = timeout
            return row
        }
    }

    static let rows = [
        Row("400", .status) { $0.status = 400 },
        Row("403", .status) { $0.status = 403 },
        Row("404", .status, tokens: .fails(.configuration), revocation: .fails(.configuration)) {
            $0.status = 404
        },
        Row("418", .status) { $0.status = 418 },
        Row("429 with Retry-After", .status) { $0.status = 429 }.waiting(9),
        Row("500", .status) { $0.status = 500 },
        Row("503 with Retry-After", .status) { $0.status = 503 }.waiting(30),
        Row("524", .status) { $0.status = 524 },
        Row("a redirect", .redirect) { $0.location = "https://elsewhere.example/" },
        Row("HTML", .captivePortal),
        Row("401 in HTML", .captivePortal) { $0.status = 401 },
        Row("an empty answer", .empty, revocation: .works),
        Row("an answer without tokens", .withoutTokens, revocation: .works),
        Row("tokens that got lost on the way", .stripTokens, revocation: .works),
        Row("an answer that is cut short", .truncate),
        Row("a slow answer", .slowAnswer, tokens: .works, revocation: .works) { $0.delaySeconds = 0.05 },
        Row("no answer in time", .hangAnswer) { _ in }.within(.milliseconds(400)),
        Row("a reset connection", .reset),
        Row("a closed connection", .close),
        Row("an answer that is lost after the change of state", .loseAnswer),
        Row("an answer that is lost in good order", .loseAnswer) { $0.reset = false },
        Row("a proxy's 503 after the change of state", .statusAfterwards) { $0.status = 503 },
        Row("odd header case", .headerCase, tokens: .works, revocation: .works) { $0.headerCase = "mixed" },
        Row("Date hours behind", .dateOffset, tokens: .works, revocation: .works) {
            $0.offsetSeconds = -5 * 3600
        },
        Row("Date hours ahead", .dateOffset, tokens: .works, revocation: .works) {
            $0.offsetSeconds = 5 * 3600
        },
        Row("large headers", .hugeHeaders, tokens: .works, revocation: .works) { $0.bytes = 100_000 },
        Row("headers without their empty fields", .dropEmptyHeaders, tokens: .works, revocation: .works),
        Row("cookies instead of the body", .tokenCookies, revocation: .works),
    ]

    /// Each kind of wire once; what the faults take away is known to them by the usual names only.
    static let providers = [
        ProviderCase.superTokens, .superTokensCookies, .descope, .descopeCookies,
        .stytch(.backend, .consumer),
        .stytch(.attest, .b2b), .tokenExchange, .tokenExchangeBound,
    ]

    @Test("a provider makes of a fault what the table says", arguments: providers, rows)
    func fault(_ provider: ProviderCase, _ row: Row) async throws {
        try await Crowd.installations.admit { try await play(provider, row) }
    }

    private func play(_ provider: ProviderCase, _ row: Row) async throws {
        var settings = MockSettings()
        provider.settings(&settings)
        try await MockIdentity.run(settings: settings, keys: try await SharedKeys.value) { mock in
            let world = try World(provider, mock)
            for operation in Operation.allCases {
                // The sign-in and the first session come about without any fault.
                let credential = try await world.signIn()
                let session = operation == .exchange ? nil : try await world.migrate(credential)
                var fault = row.fault
                (fault.server, fault.path) = provider.place(of: operation)
                mock.faults.add(fault)
                let result = await world.perform(operation, credential, session, within: row.timeout)
                mock.faults.removeAll()
                try check(result, operation, row, provider)
            }
        }
    }

    private func check(
        _ result: Result<Session?, ProviderError>,
        _ operation: Operation,
        _ row: Row,
        _ provider: ProviderCase
    ) throws {
        let expected = provider.outcome(of: operation, row)
        switch result {
        case .success(let session):
            #expect(expected == .works, "\(operation.rawValue)")
            guard operation != .revoke else { return }
            let life = try #require(session?.lifetime?.duration.inSeconds)
            #expect(abs(life - provider.accessTokenSeconds) <= 2, "\(operation.rawValue): \(life) seconds")
        case .failure(let error):
            #expect(expected == .fails(error.kind), "\(operation.rawValue): \(error)")
            #expect(error.retryAfter == row.retryAfter, "\(operation.rawValue)")
            if [.loseAnswer, .hangAnswer, .statusAfterwards].contains(row.fault.kind) {
                #expect(error.mayHaveArrived, "\(operation.rawValue)")
            }
        }
    }

    /// A provider as an app has it, on a real transport.
    private struct World {
        let provider: any IdentityProvider
        let mock: MockIdentity
        let transport = Composition.makeTransport()

        init(_ provider: ProviderCase, _ mock: MockIdentity) throws {
            let object: CarryoverCore.JSONObject = [
                "app": "notes", "provider": .object(try provider.providerObject(mock)),
            ]
            let configuration = try Configuration(
                json: Secret(CarryoverCore.JSONValue.object(object).text),
                environment: ProcessEnvironment(variables: ["HOME": "/nowhere"], home: "/nowhere")
            )
            self.provider = configuration.provider.provider
            self.mock = mock
        }

        func signIn() async throws -> LegacyCredential {
            let answer = try await mock.signInLegacy(subject: "ada", email: "ada@example.com")
            return LegacyCredential(
                accessToken: Secret(answer.accessToken),
                refreshToken: answer.refreshToken.map { Secret($0) },
                idToken: Secret(answer.idToken)
            )
        }

        func migrate(_ credential: LegacyCredential) async throws -> Session {
            try #require(try await perform(.exchange, credential, nil).get())
        }

        func perform(
            _ operation: Operation,
            _ credential: LegacyCredential,
            _ session: Session?,
            within timeout: Duration = .seconds(10)
        ) async -> Result<Session?, ProviderError> {
            let context = ProviderContext(transport: transport, time: SystemTimeSource(), timeout: timeout)
            do throws(ProviderError) {
                switch (operation, session) {
                case (.refresh, let session?):
                    return .success(try await provider.refresh(session, in: context))
                case (.revoke, let session?):
                    try await provider.revoke(session, in: context)
                    return .success(nil)
                default:
                    let key = RandomID.make()
                    return .success(
                        try await provider.exchange(credential, idempotencyKey: key, in: context)
                    )
                }
            } catch {
                return .failure(error)
            }
        }
    }
}

extension ProviderCase {
    fileprivate func place(of operation: ProviderFaultTests.Operation) -> (ServerName, String) {
        switch operation {
        case .exchange: migration
        case .refresh: (server, refreshPath)
        case .revoke: (server, revokePath)
        }
    }

    /// What the table says, with what is a provider's own.
    fileprivate func outcome(
        of operation: ProviderFaultTests.Operation,
        _ row: ProviderFaultTests.Row
    ) -> ProviderFaultTests.Outcome {
        // SuperTokens says of a sign-out that it was done; an empty answer says nothing.
        if operation == .revoke, kind == .supertokens, row.fault.kind == .empty { return .fails(.transient) }
        if operation != .revoke, row.fault.kind == .tokenCookies {
            let readsCookies = kind == .descope || transferMode == .cookie
            return readsCookies ? .works : .fails(.transient)
        }
        return operation == .revoke ? row.revocation : row.tokens
    }

    fileprivate var accessTokenSeconds: Double {
        switch kind {
        case .descope, .descopeAccessKey: 600
        case .stytch: 300
        case .supertokens, .tokenExchange: 3600
        }
    }
}
