public import CarryoverCore
import Synchronization

/// An identity provider without a wire: it hands out numbered tokens, and fails as a test tells it to.
///
/// The n-th session that it gives has the access token `access-n` and the refresh token `refresh-n`. It may be used
/// from any task.
public final class ScriptedProvider: IdentityProvider {
    /// What a provider can be asked.
    public enum Operation: Sendable, Hashable {
        case exchange, refresh, revoke
    }

    /// One question that it was asked.
    public struct Call: Sendable {
        /// What was asked.
        public let operation: Operation
        /// The token that was presented: a legacy access token, a refresh token, or an access token to revoke.
        public let token: Secret?
        /// The key of an exchange.
        public let idempotencyKey: String?
    }

    private struct State {
        var calls: [Call] = []
        var failures: [Operation: [ProviderError]] = [:]
        var outages: [Operation: ProviderError] = [:]
        var issued = 0
    }

    /// The kind, as the configuration names it.
    public let kind = "scripted"
    /// The origins of this provider.
    public let origins: [Origin]
    /// How long a replaced refresh token is still taken.
    public let reuseWindow: Duration?
    private let lifetime: @Sendable (any TimeSource) -> TokenLifetime?
    private let state = Mutex(State())
    private let barrier = Barrier()
    private let asked = Tally()

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - lifetime: The life of the access tokens it gives, or `nil` for one it does not tell.
    ///   - origins: Where its tokens may be sent.
    ///   - reuseWindow: What it declares about a refresh token that it has replaced.
    public init(lifetime: Duration? = .seconds(3600), origins: [Origin] = [], reuseWindow: Duration? = nil) {
        self.lifetime = { time in lifetime.map { TokenLifetime($0, from: time) } }
        self.origins = origins
        self.reuseWindow = reuseWindow
    }

    /// Every question so far, in order.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// How often it was asked for something.
    public func count(_ operation: Operation) -> Int { calls.filter { $0.operation == operation }.count }

    /// Makes the next calls of a kind fail, one after the other.
    public func fail(_ operation: Operation, with errors: [ProviderError]) {
        state.withLock { $0.failures[operation, default: []] += errors }
    }

    /// Makes every call of a kind fail from now on, or none with `nil`.
    public func failAll(_ operation: Operation, with error: ProviderError?) {
        state.withLock { $0.outages[operation] = error }
    }

    /// Takes questions and answers none until ``release()``.
    public func hold() { barrier.close() }

    /// Answers the questions that wait, and those to come.
    public func release() { barrier.open() }

    /// Waits until it was asked at least so often.
    public func calls(atLeast count: Int) async { await asked.reach(count) }

    /// The session with a number, as it would be given now.
    public func session(_ number: Int, at time: any TimeSource) -> Session {
        Session(
            accessToken: Secret("access-\(number)"),
            refreshToken: Secret("refresh-\(number)"),
            issuer: "https://scripted.example",
            subject: "user",
            lifetime: lifetime(time)
        )
    }

    /// Whether a credential is this provider's own, as scripted.
    public func recognises(_ credential: LegacyCredential) -> Bool { false }

    /// Exchanges a credential, as scripted.
    public func exchange(
        _ credential: LegacyCredential,
        idempotencyKey: String,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session {
        try await note(
            Call(operation: .exchange, token: credential.accessToken, idempotencyKey: idempotencyKey)
        )
        return next(at: context.time)
    }

    /// Gets a new access token, as scripted.
    public func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError)
        -> Session
    {
        try await note(Call(operation: .refresh, token: session.refreshToken, idempotencyKey: nil))
        return next(at: context.time)
    }

    /// Ends a session, as scripted.
    public func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
        try await note(Call(operation: .revoke, token: session.accessToken, idempotencyKey: nil))
    }

    /// Reads a session out of an answer, as scripted.
    public func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
        Session(accessToken: answer, lifetime: lifetime(context.time))
    }

    private func note(_ call: Call) async throws(ProviderError) {
        let error = state.withLock { state -> ProviderError? in
            state.calls.append(call)
            guard var queue = state.failures[call.operation], !queue.isEmpty else {
                return state.outages[call.operation]
            }
            defer { state.failures[call.operation] = queue }
            return queue.removeFirst()
        }
        asked.add(1)
        _ = await barrier.pass()
        if let error { throw error }
    }

    private func next(at time: any TimeSource) -> Session {
        let number = state.withLock { state in
            state.issued += 1
            return state.issued
        }
        return session(number, at: time)
    }
}
