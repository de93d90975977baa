/// The new provider's side of the wire: what is sent, and what the answers mean.
///
/// A provider keeps nothing of a session and makes one request per call. It decides what an answer *means*
/// (see ``ProviderError/Kind``); when to ask, how often and under which lock is decided above it.
/// It may be called from any task.
public protocol IdentityProvider: Sendable {
    /// The kind of provider, as the configuration names it.
    var kind: String { get }

    /// The origins that belong to the provider itself: its access token may be sent there.
    var origins: [Origin] { get }

    /// How long after a refresh the provider still takes the refresh token that it has replaced, or `nil` where it
    /// does not say.
    ///
    /// Within it, a refresh whose answer was lost may be repeated without looking like theft.
    var reuseWindow: Duration? { get }

    /// The status by which a server says that the access token is not valid any more; 401 nearly everywhere.
    var expiredStatus: Int { get }

    /// Whether the provider can end all sessions of a user with one of them; see
    /// ``SessionManager/signOutEverywhere()``.
    var canEndEverywhere: Bool { get }

    /// Whether a legacy credential is in truth one of this provider's own, so that there is nothing to migrate.
    func recognises(_ credential: LegacyCredential) -> Bool

    /// Exchanges the legacy credential for a session.
    ///
    /// - Parameters:
    ///   - credential: The legacy credential, fresh as far as that could be told.
    ///   - idempotencyKey: Sent as `Idempotency-Key`; equal on every attempt of one migration.
    ///   - context: The transport and the clock.
    /// - Throws: ``ProviderError``; ``ProviderError/Kind/refused`` only where the provider said that it does not take
    ///   the credential.
    func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session

    /// Opens a session that takes nobody's sign-in, such as a machine's, or returns `nil` where each one does.
    ///
    /// - Throws: ``ProviderError``; ``ProviderError/Kind/refused`` where the provider does not take the credential that
    ///   the configuration holds.
    func open(in context: ProviderContext) async throws(ProviderError) -> Session?

    /// Gets a new access token, and perhaps a new refresh token (RFC 6749 §6). Where the answer names no new refresh
    /// token, the session returned holds the old one.
    func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError) -> Session

    /// Ends a session at the provider. A session that is over already is a success (RFC 7009 §2.2).
    func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError)

    /// Asks who the user is, beyond what the tokens say, or returns `nil` where the provider has no such question.
    ///
    /// It is asked after the session is durable, and may fail without harm to it.
    func profile(of session: Session, in context: ProviderContext) async throws(ProviderError) -> UserProfile?

    /// Reads the session out of an answer that the app's own sign-in obtained.
    func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session

    /// Puts the session's credentials into a request.
    func authorize(_ request: inout HTTPRequest, with session: Session)

    /// The session as an answer to any request may have changed it, or `nil` where it has not.
    func update(_ session: Session, from response: HTTPResponse, in context: ProviderContext) -> Session?

    /// Whether an answer to any request says, in the provider's own words, that the session is over: with a success
    /// because it was signed out of, else because it is not taken any more.
    func endsSession(_ response: HTTPResponse) -> Bool

    /// Whether an answer asks for the same request again, with the same token and something that came with the answer,
    /// such as a nonce (RFC 9449 §9).
    func asksAgain(_ response: HTTPResponse) -> Bool
}

extension IdentityProvider {
    /// Most providers do not say.
    public var reuseWindow: Duration? { nil }

    /// Most providers issue nothing that an old login could be taken for.
    public func recognises(_ credential: LegacyCredential) -> Bool { false }

    /// The usual status (RFC 6750 §3.1).
    public var expiredStatus: Int { 401 }

    /// Most providers end one session at a time.
    public var canEndEverywhere: Bool { false }

    /// Most providers put into their tokens what they want an app to know.
    public func profile(of session: Session, in context: ProviderContext) async throws(ProviderError)
        -> UserProfile?
    {
        nil
    }

    /// Most providers open no session without a sign-in.
    public func open(in context: ProviderContext) async throws(ProviderError) -> Session? { nil }

    /// Sends the access token as a bearer token (RFC 6750 §2.1).
    public func authorize(_ request: inout HTTPRequest, with session: Session) {
        request.authorization = .bearer(session.accessToken)
    }

    /// Most providers send no tokens unasked.
    public func update(_ session: Session, from response: HTTPResponse, in context: ProviderContext)
        -> Session?
    {
        nil
    }

    /// Most providers end a session at their token endpoint only.
    public func endsSession(_ response: HTTPResponse) -> Bool { false }

    /// Most providers ask once.
    public func asksAgain(_ response: HTTPResponse) -> Bool { false }
}

/// What a provider needs in order to ask.
public struct ProviderContext: Sendable {
    /// Performs the requests.
    public let transport: any HTTPTransport
    /// Tells the time.
    public let time: any TimeSource
    /// The longest time one request may take.
    public let timeout: Duration

    /// Creates a context.
    public init(transport: any HTTPTransport, time: any TimeSource, timeout: Duration = .seconds(15)) {
        self.transport = transport
        self.time = time
        self.timeout = timeout
    }

    /// Sends a request within ``timeout``, whatever the request itself says.
    ///
    /// - Throws: ``ProviderError``, ``ProviderError/Kind/transient``, where no complete answer came.
    public func send(_ request: HTTPRequest) async throws(ProviderError) -> HTTPResponse {
        var request = request
        request.timeout = timeout
        do {
            return try await transport.send(request)
        } catch {
            throw ErrorTable.verdict(on: error, from: request.endpoint)
        }
    }

    /// The error that ``ErrorTable`` gives for an answer.
    public func verdict(on response: HTTPResponse, from endpoint: Endpoint) -> ProviderError {
        ErrorTable.verdict(on: response, from: endpoint, now: time.wall)
    }
}
