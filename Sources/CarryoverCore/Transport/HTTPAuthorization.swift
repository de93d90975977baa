/// The credentials of a request's `Authorization` field, written out only by the transport.
public enum HTTPAuthorization: Sendable, Equatable {
    /// A bearer token (RFC 6750 §2.1).
    case bearer(Secret)
    /// A token bound to a key (RFC 9449 §7.1).
    case dpop(Secret)
    /// A user and a password (RFC 7617), which the caller has already encoded as RFC 6749 §2.3.1 asks.
    case basic(user: String, password: Secret)
}
