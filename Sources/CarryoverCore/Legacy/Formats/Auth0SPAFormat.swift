/// The cache of auth0-spa-js, as local storage or a custom cache holds it, or one entry of it.
///
/// `@@auth0spajs@@::<client id>::<audience>::<scope>` is an entry, `…::<client id>::@@user@@` the ID token
/// that all entries of the client share, and `@@auth0spajs@@::<client id>` the list of its entries that
/// custom caches need.
package struct Auth0SPAFormat: SelectiveLegacyFormat {
    package let kind = "auth0-spa-js"
    package let selectable: Set<LegacySelection.Part> = [.key, .clientID, .audience, .scope]
    package var selection = LegacySelection()

    package init() {}

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let records = LegacyRecord.all(in: document)
        if let root = records.first, root.object("body") != nil {
            return logins(of: [Entry(root, client: nil, rest: nil)], shared: [])
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
                entries[client, default: []].append(Entry(record, client: client, rest: rest))
            }
        }
        return clients.flatMap { logins(of: entries[$0] ?? [], shared: shared[$0] ?? []) }
    }

    /// An access token for one audience, and perhaps a refresh token.
    private struct Entry {
        let record: LegacyRecord
        let client: String?
        /// What follows the client in the key: the audience, which may hold `::` itself, `::`, the scope.
        let rest: Substring?
        let refreshToken: String?
        let expiresAt: Double

        init(_ record: LegacyRecord, client: String?, rest: Substring?) {
            self.record = record
            self.client = client ?? record.text("body", "client_id")
            self.rest = rest
            refreshToken = record.text("body", "refresh_token").flatMap { $0.isEmpty ? nil : $0 }
            expiresAt = record.object["expiresAt"]?.double ?? 0
        }

        /// Whether it is one of those that are meant.
        func isMeant(by selection: LegacySelection) -> Bool {
            guard selection.takes(.key, record.key), selection.takes(.clientID, client) else { return false }
            if let audience = selection[.audience] {
                let isIt =
                    record.text("body", "audience").map { $0 == audience }
                    ?? (rest?.hasPrefix("\(audience)::") == true)
                if !isIt { return false }
            }
            let scope = record.text("body", "scope")?[...] ?? rest?.split(separator: "::").last
            return selection.takes(scope: scope?.split(separator: " ") ?? [])
        }
    }

    /// One login for each refresh token of the entries that are meant.
    ///
    /// An access token without one goes with the first.
    private func logins(of all: [Entry], shared: [LegacyRecord]) -> [LegacyTokenPlaces] {
        let entries = all.filter { $0.isMeant(by: selection) }
        let refreshable = entries.filter { $0.refreshToken != nil }
        let others = entries.filter { $0.refreshToken == nil }
        var tokens: [String] = []
        for case let token? in refreshable.map(\.refreshToken) where !tokens.contains(token) {
            tokens.append(token)
        }
        func login(_ meant: [Entry], token: String?) -> LegacyTokenPlaces {
            // Where one refresh token serves other entries as well, they are over with it.
            let kin = all.filter { entry in
                token != nil && entry.refreshToken == token
                    && !meant.contains { $0.record.pointer == entry.record.pointer }
            }
            return self.login(meant, kin, shared, isOnly: meant.count + kin.count == all.count)
        }
        guard !tokens.isEmpty else { return others.isEmpty ? [] : [login(others, token: nil)] }
        return tokens.enumerated().map { index, token in
            let own = refreshable.filter { $0.refreshToken == token }
            return login(own + (index == 0 ? others : []), token: token)
        }
    }

    private func login(
        _ entries: [Entry],
        _ kin: [Entry],
        _ shared: [LegacyRecord],
        isOnly: Bool
    ) -> LegacyTokenPlaces {
        var places = LegacyTokenPlaces()
        // An expired entry is kept for its refresh token alone.
        let withAccess = entries.filter { $0.record.text("body", "access_token") != nil }
        if let best = withAccess.max(by: { rank($0) < rank($1) }) ?? entries.first {
            places.accessToken = [best.record["body", "access_token"]]
            places.expiresAt = [best.record["expiresAt"]]
            places.idToken = [best.record["body", "id_token"]]
            places.issuer = best.record.text("body", "decodedToken", "claims", "iss")
            places.clientID = best.client
        }
        places.refreshToken = (entries + kin).map { $0.record["body", "refresh_token"] }
        places.idToken += shared.map { $0["id_token"] }
        places.issuer =
            places.issuer ?? shared.lazy.compactMap { $0.text("decodedToken", "claims", "iss") }.first
        for entry in entries + kin {
            let isDocument = entry.record.key == nil
            places.companions +=
                isDocument ? [entry.record["body"], entry.record["expiresAt"]] : [entry.record.pointer]
        }
        if isOnly { places.companions += shared.map(\.pointer) }
        return places
    }

    /// The old provider's own token goes first, then one that can be refreshed, then the one that lives longest.
    private func rank(_ entry: Entry) -> (Int, Int, Double) {
        let isOwn = selection.isOwn(entry.record.text("body", "access_token"))
        return (isOwn ? 1 : 0, entry.refreshToken == nil ? 0 : 1, entry.expiresAt)
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
