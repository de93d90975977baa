/// Where in a JSON document a token file keeps what.
package struct LegacyTokenPointers: Sendable {
    package var accessToken = JSONPointer(tokens: ["access_token"])
    package var refreshToken = JSONPointer(tokens: ["refresh_token"])
    package var idToken = JSONPointer(tokens: ["id_token"])
    package var expiresAt = JSONPointer(tokens: ["expires_at"])
    package var expiresIn = JSONPointer(tokens: ["expires_in"])
    package var obtainedAt = JSONPointer(tokens: ["obtained_at"])
    package var issuer = JSONPointer(tokens: ["issuer"])
    package var clientID = JSONPointer(tokens: ["client_id"])

    package init() {}
}

extension LegacyTokenPointers: LegacyFormat {
    package var kind: String { "json-file" }

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        var places = LegacyTokenPlaces()
        places.accessToken = [accessToken]
        places.refreshToken = [refreshToken]
        places.idToken = [idToken]
        places.expiresAt = [expiresAt]
        places.expiresIn = expiresIn
        places.obtainedAt = obtainedAt
        places.issuer = issuer.value(in: document)?.string
        places.clientID = clientID.value(in: document)?.string
        // Members beside the access token that describe it.
        places.companions = ["token_type", "expires_in", "scope"].map {
            JSONPointer(tokens: accessToken.tokens.dropLast() + [$0])
        }
        places.companions += [expiresIn, obtainedAt]
        places.labels = [issuer, clientID]
        return [places]
    }
}
