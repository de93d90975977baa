/// The cache of auth0-spa-js, as local storage or a custom cache holds it, or one entry of it.
///
/// `@@auth0spajs@@::<client id>::<audience>::<scope>` is an entry, `…::<client id>::@@user@@` the ID token
/// that all entries of the client share, and `@@auth0spajs@@::<client id>` the list of its entries that
/// custom caches need.
package struct Auth0SPAFormat: LegacyFormat {
    package let kind = "auth0-spa-js"

    package init() {}

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let records = LegacyRecord.all(in: document)
        if let root = records.first, root.object("body") != nil {
            return logins(of: [Entry(root, client: nil)], shared: [])
        }
        var clients: [String] = []
        var entries: [String: [Entry]] = [:]
        var shared: [String: [LegacyRecord]] = [:]
        for record in records.dropFirst() {
            guard let (client, rest) = Self.parts(record.key ?? "") else { continue }
            if rest == nil || rest == "@@user@@" {
                shared[client, default: []].append(record)
            } else if record.object("body") != nil {
                if entries[client] == nil { clients.append(client) }
                entries[client, default: []].append(Entry(record, client: client))
            }
        }
        return clients.flatMap { logins(of: entries[$0] ?? [], shared: shared[$0] ?? []) }
    }

    /// An access token for one audience, and perhaps a refresh token.
    private struct Entry {
        let record: LegacyRecord
        let client: String?
        let refreshToken: String?
        let expiresAt: Double

        init(_ record: LegacyRecord, client: String?) {
            self.record = record
            self.client = client ?? record.text("body", "client_id")
            refreshToken = record.text("body", "refresh_token").flatMap { $0.isEmpty ? nil : $0 }
            expiresAt = record.object["expiresAt"]?.double ?? 0
        }
    }

    /// One login for each refresh token.
    ///
    /// An access token without one goes with the first.
    private func logins(of entries: [Entry], shared: [LegacyRecord]) -> [LegacyTokenPlaces] {
        let refreshable = entries.filter { $0.refreshToken != nil }
        let others = entries.filter { $0.refreshToken == nil }
        var tokens: [String] = []
        for case let token? in refreshable.map(\.refreshToken) where !tokens.contains(token) {
            tokens.append(token)
        }
        guard !tokens.isEmpty else { return others.isEmpty ? [] : [login(others, shared, isOnly: true)] }
        return tokens.enumerated().map { index, token in
            let own = refreshable.filter { $0.refreshToken == token }
            return login(own + (index == 0 ? others : []), shared, isOnly: tokens.count == 1)
        }
    }

    private func login(_ entries: [Entry], _ shared: [LegacyRecord], isOnly: Bool) -> LegacyTokenPlaces {
        var places = LegacyTokenPlaces()
        // An expired entry is kept for its refresh token alone.
        let withAccess = entries.filter { $0.record.text("body", "access_token") != nil }
        if let latest = withAccess.max(by: { $0.expiresAt < $1.expiresAt }) ?? entries.first {
            places.accessToken = [latest.record["body", "access_token"]]
            places.expiresAt = [latest.record["expiresAt"]]
            places.idToken = [latest.record["body", "id_token"]]
            places.issuer = latest.record.text("body", "decodedToken", "claims", "iss")
            places.clientID = latest.client
        }
        places.refreshToken = entries.map { $0.record["body", "refresh_token"] }
        places.idToken += shared.map { $0["id_token"] }
        places.issuer =
            places.issuer ?? shared.lazy.compactMap { $0.text("decodedToken", "claims", "iss") }.first
        for entry in entries {
            let isDocument = entry.record.key == nil
            places.companions +=
                isDocument ? [entry.record["body"], entry.record["expiresAt"]] : [entry.record.pointer]
        }
        if isOnly { places.companions += shared.map(\.pointer) }
        return places
    }

    /// The client id in a key, and what follows it.
    private static func parts(_ key: String) -> (client: String, rest: Substring?)? {
        let prefix = "@@auth0spajs@@::"
        guard key.hasPrefix(prefix) else { return nil }
        let text = key.dropFirst(prefix.count)
        for index in text.indices where text[index...].hasPrefix("::") {
            return (String(text[..<index]), text[index...].dropFirst(2))
        }
        return text.isEmpty ? nil : (String(text), nil)
    }
}
