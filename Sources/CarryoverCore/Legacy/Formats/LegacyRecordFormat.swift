/// A format in which each login is one record, under a key or as the document itself.
package struct LegacyRecordFormat: SelectiveLegacyFormat {
    package let kind: String
    package var selectable: Set<LegacySelection.Part> = [.key]
    package var selection = LegacySelection()
    /// The paths, within a document or below a key, at which a record may start.
    var starts: [[String]] = [[]]
    var accessToken = ["access_token"]
    var refreshToken = ["refresh_token"]
    var idToken = ["id_token"]
    var expiresAt = ["expires_at"]
    /// The path of a lifetime, for the formats in which one may stand without an expiry.
    var expiresIn: [String]?
    /// What the library itself keeps in a record.
    let members: [String]
    /// Whether a key is the library's own, and everything under it too; without it, each key is an app's name
    /// for one of its logins.
    var isOwnKey: (@Sendable (String) -> Bool)?
    var issuer: @Sendable (LegacyRecord) -> String? = { _ in nil }
    var clientID: @Sendable (LegacyRecord) -> String? = { _ in nil }
    /// Whether that is one of OAuth's clients.
    var namesOAuthClient = true

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let records = LegacyRecord.all(in: document)
        let logins: [LegacyTokenPlaces]
        // The members of a record are no records.
        if selection.takes(.key, nil), let root = records.first, let login = login(root) {
            logins = [login]
        } else {
            logins = records.dropFirst().compactMap { record in
                guard let key = record.key, isOwnKey?(key) ?? true, selection.takes(.key, key) else {
                    return nil
                }
                return login(record)
            }
        }
        return logins.filter { selection.takes(.clientID, $0.clientID) }
    }

    private func login(_ record: LegacyRecord) -> LegacyTokenPlaces? {
        let start = starts.first { start in
            [accessToken, refreshToken].contains { token in
                let value = JSONPointer(tokens: start + token).value(in: .object(record.object))
                return value != nil && value != .null
            }
        }
        guard let start else { return nil }
        var places = LegacyTokenPlaces()
        places.accessToken = [record.pointer + start + accessToken]
        places.refreshToken = [record.pointer + start + refreshToken]
        places.idToken = [record.pointer + start + idToken]
        places.expiresAt = [record.pointer + start + expiresAt]
        places.expiresIn = expiresIn.map { record.pointer + start + $0 }
        places.issuer = issuer(record)
        places.clientID = clientID(record)
        places.namesOAuthClient = namesOAuthClient
        if record.key != nil, isOwnKey != nil {
            places.companions = [record.pointer]
        } else {
            places.companions = members.map { record.pointer + start + [$0] }
        }
        return places
    }
}
