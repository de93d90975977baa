/// Where the user stands, as an app sees it.
public enum SessionState: Sendable, Equatable {
    /// There is a session, and its access token is valid.
    case active(Session)
    /// There is a session whose access token has expired; it can be refreshed.
    case expired(Session)
    /// The old provider's session is the one in use.
    case legacy(Session)
    /// A migration is under way; the old provider's session is still there.
    case migrating
    /// There is no session.
    case signedOut(SignOutReason)
    /// The provider refused: the user has to sign in again.
    case rejected(code: String)
    /// The store could not be read, so nothing is known.
    case unavailable(StoreReadingFailure)
    /// There is no session, and a place where a legacy login may be could not be read.
    case undetermined(LegacySourceError)

    /// The word that `status` prints.
    public var name: String {
        switch self {
        case .active: "active"
        case .expired: "expired"
        case .legacy: "legacy"
        case .migrating: "migrating"
        case .signedOut: "signed-out"
        case .rejected: "rejected"
        case .unavailable, .undetermined: "unknown"
        }
    }

    /// The session that requests can use, if there is one.
    public var session: Session? {
        switch self {
        case .active(let session), .expired(let session), .legacy(let session): session
        default: nil
        }
    }
}

/// Why there is no session.
public enum SignOutReason: String, Sendable {
    /// Nobody has ever signed in here.
    case neverSignedIn = "never-signed-in"
    /// The user, or the app, signed out.
    case signedOut = "signed-out"
    /// The release asks everybody to sign in anew.
    case cutover
}

/// Why a store could not be read: which of the three, and what it said.
public struct StoreReadingFailure: Sendable, Equatable {
    /// Locked, unavailable or corrupt.
    public let state: StoreDescription.State
    /// What the store said.
    public let error: StoreError

    /// Whether no later reading can succeed, so that a sign-out or a new sign-in may put the record aside.
    ///
    /// It is damaged, or its key is gone. A newer version's record is neither.
    package var isForGood: Bool {
        (state == .corrupt && error.code != .newerFormat) || error.code == .wrongKey
    }

    /// Creates a failure.
    public init(state: StoreDescription.State, error: StoreError) {
        self.state = state
        self.error = error
    }

    /// Compares two values.
    public static func == (left: StoreReadingFailure, right: StoreReadingFailure) -> Bool {
        left.state == right.state && left.error.code == right.error.code
    }
}
