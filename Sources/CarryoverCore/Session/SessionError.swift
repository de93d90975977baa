/// Why a usable session could not be had.
///
/// ```swift
/// do {
///     let token = try await manager.accessToken()
/// } catch let error where error.code == .rejected {
///     showSignIn()
/// }
/// ```
///
/// The codes are open: a later version may add some, so a `switch` over them needs a `default`. No part of an error
/// is secret.
public struct SessionError: Error, Sendable {
    /// The kind of failure; its raw value is stable and safe as a metric label.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable word for it.
        public let rawValue: String
        /// Creates a code from its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// There is no session, and nothing to migrate.
        public static let signedOut = Code(rawValue: "signed-out")
        /// A server could not be reached or did not finish; what was there before is still there.
        public static let transient = Code(rawValue: "transient")
        /// The provider refused for good; the user has to sign in again.
        public static let rejected = Code(rawValue: "rejected")
        /// The refresh token was spent by a request whose answer never arrived; the user has to sign in again.
        public static let lostAnswer = Code(rawValue: "lost-answer")
        /// The store is locked, unavailable or corrupt; nothing was changed.
        public static let store = Code(rawValue: "store")
        /// The provider does not know this client or this endpoint.
        public static let configuration = Code(rawValue: "configuration")
        /// The migration is deferred; the legacy session is still in place.
        public static let deferred = Code(rawValue: "deferred")
        /// The session cannot be refreshed: there is no refresh token.
        public static let notRefreshable = Code(rawValue: "not-refreshable")
        /// The session changed hands while the call was under way.
        public static let superseded = Code(rawValue: "superseded")
        /// The calling task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
        /// A request would carry the token to a host that is not listed.
        public static let originNotAllowed = Code(rawValue: "origin-not-allowed")
        /// The call makes no sense now, for instance a rollback outside its window.
        public static let notPossible = Code(rawValue: "not-possible")
    }

    /// Behind one reference: room for an error is kept in the frame of every task that waits for a token.
    private let contents: Contents

    private final class Contents: Sendable {
        let code: Code
        let message: String
        let underlying: (any Error)?

        init(_ code: Code, _ message: String, _ underlying: (any Error)?) {
            self.code = code
            self.message = message
            self.underlying = underlying
        }
    }

    /// The kind of failure.
    public var code: Code { contents.code }
    /// What happened, in words, with the endpoint where there was one.
    public var message: String { contents.message }
    /// The error below this one: a ``ProviderError``, a ``TransportError`` or a ``StoreError``.
    public var underlying: (any Error)? { contents.underlying }

    package init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        contents = Contents(code, message, underlying)
    }
}

extension SessionError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String {
        "\(code.rawValue): \(message)" + (underlying.map { " (\($0))" } ?? "")
    }
}

extension SessionError {
    package static func storage(_ error: StoreError) -> SessionError {
        SessionError(.store, "the store could not be used", underlying: error)
    }

    /// The session error that a provider's failure amounts to.
    package static func provider(_ error: ProviderError) -> SessionError {
        switch error.kind {
        case .refused: SessionError(.rejected, error.description, underlying: error)
        case .configuration: SessionError(.configuration, error.description, underlying: error)
        case .transient, .notProvisioned: SessionError(.transient, error.description, underlying: error)
        }
    }
}
