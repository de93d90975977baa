/// Why a token was not accepted.
///
/// The codes are open: a later version may add some, so a `switch` over them needs a `default`. No part of an
/// error is taken from the token.
public struct VerificationError: Error, Sendable {
    /// The kind of failure; its raw value is stable and safe as a metric label.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable word for it.
        public let rawValue: String
        /// Creates a code from its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It is not a signed JSON Web Token in compact form.
        public static let malformed = Code(rawValue: "malformed")
        /// It is signed with no algorithm at all, or with another one than its key's.
        public static let algorithm = Code(rawValue: "algorithm")
        /// It demands an extension (RFC 7515 §4.1.11), and none is understood.
        public static let criticalHeader = Code(rawValue: "critical-header")
        /// It is of another type (RFC 8725 §3.11), such as a logout token.
        public static let tokenType = Code(rawValue: "token-type")
        /// It was issued by neither provider.
        public static let issuer = Code(rawValue: "issuer")
        /// The provider has no such key.
        public static let unknownKey = Code(rawValue: "unknown-key")
        /// The signature does not fit the key.
        public static let signature = Code(rawValue: "signature")
        /// A claim that has to be there is missing, or is not what it has to be.
        public static let claim = Code(rawValue: "claim")
        /// It is meant for somebody else.
        public static let audience = Code(rawValue: "audience")
        /// Its time is over.
        public static let expired = Code(rawValue: "expired")
        /// Its time has not come.
        public static let notYetValid = Code(rawValue: "not-yet-valid")
        /// The provider's keys could not be had, so that nothing is known about the token.
        public static let keysUnavailable = Code(rawValue: "keys-unavailable")
        /// The calling task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong, in words.
    public let message: String
    /// Whose token it claims to be, or `nil` where that was not reached.
    public private(set) var owner: VerifiedToken.Owner?
    /// The error below this one: what the fetch of the keys threw.
    public let underlying: (any Error)?

    /// Whether the token may be good all the same: an answer of 503 is due and not one of 401.
    public var isTransient: Bool { code == .keysUnavailable || code == .cancelled }

    init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    static let unknownKey = VerificationError(.unknownKey, "the provider has no such key")

    func about(_ owner: VerifiedToken.Owner) -> VerificationError {
        var error = self
        error.owner = owner
        return error
    }
}

extension VerificationError: CustomStringConvertible {
    /// What it is, in words, without anything secret.
    public var description: String {
        "\(code.rawValue): \(message)" + (underlying.map { " (\($0))" } ?? "")
    }
}
