/// The `AuthState` of AppAuth, as the document itself or a member of it.
package struct AppAuthFormat: SelectiveLegacyFormat {
    package let kind = "appauth"
    package let selectable: Set<LegacySelection.Part> = [.key, .clientID]
    package var selection = LegacySelection()

    package init() {}

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let records = LegacyRecord.all(in: document)
        let logins: [LegacyTokenPlaces]
        if selection.takes(.key, nil), let root = records.first, let login = login(root) {
            logins = [login]
        } else {
            logins = records.dropFirst().filter { selection.takes(.key, $0.key) }.compactMap { login($0) }
        }
        return logins.filter { selection.takes(.clientID, $0.clientID) }
    }

    private static let responses = ["mLastTokenResponse", "lastAuthorizationResponse"]

    private func login(_ state: LegacyRecord) -> LegacyTokenPlaces? {
        guard Self.responses.contains(where: { state.object($0) != nil }) else { return nil }
        // With the provider's refusal in it, the state is no login any more, to AppAuth itself neither.
        guard state.object("mAuthorizationException") == nil else { return nil }
        let response =
            Self.responses.first { state.text($0, "access_token")?.isEmpty == false } ?? Self.responses[0]
        var places = LegacyTokenPlaces()
        places.accessToken = [state[response, "access_token"]]
        places.expiresAt = [state[response, "expires_at"]]
        places.refreshToken = [state["refreshToken"], state["mLastTokenResponse", "refresh_token"]]
        places.idToken = Self.responses.map { state[$0, "id_token"] }
        places.issuer =
            state.text("config", "discoveryDoc", "issuer")
            ?? first(state, "configuration", "discoveryDoc", "issuer")
        places.clientID = first(state, "clientId")
        places.companions = Self.responses.map { state[$0] } + [state["refreshToken"], state["scope"]]
        places.labels = [state["config"]]
        return places
    }

    private func first(_ state: LegacyRecord, _ names: String...) -> String? {
        Self.responses.lazy.compactMap { response in
            JSONPointer(tokens: [response, "request"] + names).value(in: .object(state.object))?.string
        }.first
    }
}
