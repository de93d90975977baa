/// The token storage of okta-auth-js, under `okta-token-storage` or as the document itself.
///
/// Each of the three tokens has a member of its own, whose name an app may choose.
package struct OktaFormat: SelectiveLegacyFormat {
    package let kind = "okta-auth-js"
    package let selectable: Set<LegacySelection.Part> = [.key, .clientID]
    package var selection = LegacySelection()

    package init() {}

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let records = LegacyRecord.all(in: document)
        let own = records.filter { $0.key?.hasPrefix("okta-token-storage") == true }
        return (own.isEmpty ? Array(records.prefix(1)) : own)
            .filter { selection.takes(.key, $0.key) }
            .compactMap { login($0) }
            .filter { selection.takes(.clientID, $0.clientID) }
    }

    private func login(_ storage: LegacyRecord) -> LegacyTokenPlaces? {
        func member(with token: String) -> String? {
            storage.object.members.first { $0.value.object?[token] != nil }?.name
        }
        let access = member(with: "accessToken")
        let refresh = member(with: "refreshToken")
        let id = member(with: "idToken")
        guard access != nil || refresh != nil else { return nil }
        var places = LegacyTokenPlaces()
        places.accessToken = access.map { [storage[$0, "accessToken"]] } ?? []
        places.expiresAt = access.map { [storage[$0, "expiresAt"]] } ?? []
        places.refreshToken = refresh.map { [storage[$0, "refreshToken"]] } ?? []
        places.idToken = id.map { [storage[$0, "idToken"]] } ?? []
        places.issuer = [id, refresh].lazy.compactMap { $0.flatMap { storage.text($0, "issuer") } }.first
        places.clientID = id.flatMap { storage.text($0, "clientId") }
        places.companions = [access, refresh, id].compactMap { $0.map { storage[$0] } }
        return places
    }
}
