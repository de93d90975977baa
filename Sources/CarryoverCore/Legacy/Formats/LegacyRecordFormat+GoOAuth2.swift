extension LegacyRecordFormat {
    /// The `Token` of golang.org/x/oauth2, or several under names of the app's own.
    ///
    /// `expiry` is RFC 3339 with an offset and up to nine digits of a second; the zero time, year 1, means
    /// that it is not known. The library itself keeps no ID token; the apps that do call it `id_token`.
    package static let goOAuth2 = LegacyRecordFormat(
        kind: "go-oauth2",
        expiresAt: ["expiry"],
        members: ["token_type", "expires_in"]
    )
}
