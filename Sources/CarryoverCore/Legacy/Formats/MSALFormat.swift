/// The token cache of MSAL, in the schema that its Python, .NET, Java and JavaScript libraries share.
///
/// A login is what one account has at one client; tokens of an app without a user are nobody's login.
package struct MSALFormat: SelectiveLegacyFormat {
    package let kind = "msal"
    package let selectable: Set<LegacySelection.Part> = [.clientID, .scope]
    package var selection = LegacySelection()

    package init() {}

    package func logins(in document: JSONValue) -> [LegacyTokenPlaces] {
        let access = Self.entries("AccessToken", in: document)
        let refresh = Self.entries("RefreshToken", in: document)
        let id = Self.entries("IdToken", in: document)
        var owners: [Owner] = []
        for case let owner? in (refresh + access).map(\.owner) where !owners.contains(owner) {
            owners.append(owner)
        }
        let meant = owners.filter { owner in
            selection.takes(.clientID, owner.client)
                && (refresh + access).contains { $0.owner == owner && selection.takes(scope: $0.scope) }
        }
        return meant.map { owner in
            var login = login(
                owner,
                access: access.filter { $0.owner == owner },
                refresh: refresh.filter { $0.owner == owner },
                id: id.filter { $0.owner == owner }
            )
            if !owners.contains(where: { $0.account == owner.account && $0 != owner }) {
                login.companions += Self.entries("Account", in: document)
                    .filter { Account($0.object) == owner.account }.map(\.pointer)
            }
            login.labels = [JSONPointer(tokens: ["AppMetadata"])]
            return login
        }
    }

    private struct Account: Equatable {
        let home: String
        let environment: String

        init?(_ object: JSONObject) {
            guard let home = object["home_account_id"]?.string, !home.isEmpty,
                let environment = object["environment"]?.string
            else { return nil }
            self.home = home
            self.environment = environment
        }
    }

    private struct Owner: Equatable {
        let account: Account
        let client: String
    }

    private struct Entry {
        let pointer: JSONPointer
        let object: JSONObject

        var owner: Owner? {
            guard let account = Account(object), let client = object["client_id"]?.string else { return nil }
            return Owner(account: account, client: client)
        }

        /// A token that is bound to a key is of no use to anybody else.
        var isBearer: Bool { (object["token_type"]?.string ?? "Bearer").lowercased() == "bearer" }

        /// What it is good for.
        var scope: [Substring] { (object["target"]?.string ?? "").split(separator: " ") }

        func time(_ name: String) -> Double {
            object[name]?.string.flatMap { Double($0) } ?? object[name]?.double ?? 0
        }
    }

    private static func entries(_ section: String, in document: JSONValue) -> [Entry] {
        let root = JSONPointer(tokens: [section])
        return LegacyRecord.all(in: root.value(in: document) ?? .null).dropFirst().map { record in
            Entry(pointer: root + record.pointer.tokens, object: record.object)
        }
    }

    private func login(_ owner: Owner, access: [Entry], refresh: [Entry], id: [Entry]) -> LegacyTokenPlaces {
        var places = LegacyTokenPlaces()
        let token = access.filter { $0.isBearer && selection.takes(scope: $0.scope) }
            .max { rank($0) < rank($1) }
        if let token {
            places.accessToken = [token.pointer + ["secret"]]
            places.expiresAt = ["expires_on", "extended_expires_on"].map { token.pointer + [$0] }
        }
        let renewing = refresh.max { $0.time("last_modification_time") < $1.time("last_modification_time") }
        // MSAL keeps one refresh token under every set of scopes that it was asked for.
        places.refreshToken = refresh.filter { $0.object["secret"] == renewing?.object["secret"] }
            .map { $0.pointer + ["secret"] }
        let realm = token?.object["realm"]?.string ?? id.first?.object["realm"]?.string
        let idToken = id.first { $0.object["realm"]?.string == realm } ?? id.first
        places.idToken = idToken.map { [$0.pointer + ["secret"]] } ?? []
        places.issuer = realm.map { "https://\(owner.account.environment)/\($0)/v2.0" }
        places.clientID = owner.client
        places.companions = (access + refresh + id).map(\.pointer)
        return places
    }

    /// The old provider's own token goes first, then the one that lives longest.
    private func rank(_ entry: Entry) -> (Int, Double) {
        (selection.isOwn(entry.object["secret"]?.string) ? 1 : 0, entry.time("expires_on"))
    }
}
