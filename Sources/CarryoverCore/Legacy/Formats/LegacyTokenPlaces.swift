import FoundationEssentials

/// Where in a JSON document one login stands.
package struct LegacyTokenPlaces: Sendable {
    /// The places of the access token.
    ///
    /// The first one that is there counts; all of them are written.
    package var accessToken: [JSONPointer] = []
    package var refreshToken: [JSONPointer] = []
    package var idToken: [JSONPointer] = []
    package var expiresAt: [JSONPointer] = []
    /// The place of the access token's lifetime in seconds (RFC 6749 §5.1), for where no expiry is.
    package var expiresIn: JSONPointer?
    /// When that lifetime began; where nothing says so, it did when the document was written.
    package var obtainedAt: JSONPointer?
    package var issuer: String?
    package var clientID: String?
    /// Whether that is one of OAuth's clients.
    var namesOAuthClient = true
    /// What means nothing without the tokens, and goes with them.
    package var companions: [JSONPointer] = []
    /// What says only whose the tokens were, and is no reason to keep a file.
    package var labels: [JSONPointer] = []

    /// Something that stands in the place of a token and is none.
    struct NoToken: Error {
        let place: String
    }

    /// Reads the login out of a document that was written then.
    func credential(
        in document: JSONValue,
        writtenAt: Date? = nil
    ) throws(NoToken) -> LegacyCredential {
        var credential = LegacyCredential(
            accessToken: try token(accessToken, in: document),
            refreshToken: try token(refreshToken, in: document),
            idToken: try token(idToken, in: document),
            expiresAt: expiresAt.lazy.compactMap { $0.value(in: document) }.first
                .flatMap { LegacyExpiry.date($0) } ?? endOfLifetime(in: document, writtenAt: writtenAt),
            issuer: issuer,
            clientID: clientID
        )
        credential.namesOAuthClient = namesOAuthClient
        credential.saysItIsBound = accessToken.contains { isOfBoundToken($0, in: document) }
        return credential
    }

    /// Whether the type of the token beside it is that of one bound to a key; every library writes it there.
    private func isOfBoundToken(_ place: JSONPointer, in document: JSONValue) -> Bool {
        ["token_type", "tokenType"].contains { name in
            let type = JSONPointer(tokens: place.tokens.dropLast() + [name]).value(in: document)?.string
            return ["dpop", "pop"].contains(type?.lowercased())
        }
    }

    private func endOfLifetime(in document: JSONValue, writtenAt: Date?) -> Date? {
        guard let lifetime = expiresIn?.value(in: document).flatMap({ LegacyExpiry.lifetime($0) }) else {
            return nil
        }
        let start = obtainedAt?.value(in: document).flatMap { LegacyExpiry.date($0) } ?? writtenAt
        return start?.addingTimeInterval(lifetime)
    }

    private func token(_ places: [JSONPointer], in document: JSONValue) throws(NoToken) -> Secret? {
        for place in places {
            switch place.value(in: document) {
            case nil, .null, "": continue
            case .string(let text) where Self.isToken(text): return Secret(text)
            default: throw NoToken(place: place.tokens.last ?? "")
            }
        }
        return nil
    }

    /// Tokens are visible ASCII characters and spaces (RFC 6749, appendix A); nothing else may get into a
    /// request.
    static func isToken(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
