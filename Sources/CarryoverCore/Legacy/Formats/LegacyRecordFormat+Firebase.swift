extension LegacyRecordFormat {
    /// The user of Firebase's JavaScript SDK.
    ///
    /// It stands under `firebase:authUser:<API key>:<app>`, is the document itself, or the value of an entry of
    /// the SDK's IndexedDB store.
    ///
    /// What it calls an access token is an ID token, and serves as both here.
    package static let firebase = LegacyRecordFormat(
        kind: "firebase",
        starts: [[], ["value"]],
        accessToken: ["stsTokenManager", "accessToken"],
        refreshToken: ["stsTokenManager", "refreshToken"],
        idToken: ["stsTokenManager", "accessToken"],
        expiresAt: ["stsTokenManager", "expirationTime"],
        members: [
            "stsTokenManager", "uid", "email", "emailVerified", "displayName", "isAnonymous", "photoURL",
            "phoneNumber", "tenantId", "providerData", "createdAt", "lastLoginAt", "lastRefreshAt", "apiKey",
            "appName", "authDomain", "redirectEventId", "multiFactor",
        ],
        isOwnKey: { $0.hasPrefix("firebase:authUser:") },
        clientID: { $0.text("apiKey") ?? $0.text("value", "apiKey") },
        namesOAuthClient: false
    )
}
