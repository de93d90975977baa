import ArgumentParser
import Foundation
import MockIdentity

/// How the new provider's backend behaves.
struct ProviderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Verify old tokens against this key set (http only).", valueName: "url"))
    var legacyJwksUrl: String?

    @Option(help: ArgumentHelp("Accept old tokens of this issuer.", valueName: "issuer"))
    var legacyIssuer: String?

    @Option(help: ArgumentHelp("Verify old tokens against the key set in this file.", valueName: "file"))
    var pinnedKeys: String?

    @Option(help: ArgumentHelp("How long access tokens live.", valueName: "seconds"))
    var accessTtl: Double?

    @Option(help: ArgumentHelp("How long refresh tokens live.", valueName: "seconds"))
    var refreshTtl: Double?

    @Flag(help: "Refuse migrations without a valid Idempotency-Key.")
    var strictIdempotency = false

    @Flag(help: "Rotate at the refresh, with a grace period, as CDI 5.6 does.")
    var cdi56 = false

    @Flag(help: "Rotate Descope's refresh tokens and Stytch's session tokens.")
    var rotation = false

    @Flag(help: "Send Descope's tokens in cookies.")
    var descopeCookies = false

    /// Writes the choices into settings.
    func apply(to settings: inout MockSettings) throws {
        if let legacyJwksUrl {
            guard legacyJwksUrl.hasPrefix("http://") else {
                throw ValidationError("--legacy-jwks-url must be plain http.")
            }
            settings.supertokens.legacyJWKSURL = legacyJwksUrl
        }
        if let legacyIssuer { settings.supertokens.legacyIssuer = legacyIssuer }
        if let pinnedKeys {
            guard let data = FileManager.default.contents(atPath: pinnedKeys),
                let keys = JSONValue(parsing: data)
            else { throw ValidationError("--pinned-keys: \(pinnedKeys) is not a readable JSON file.") }
            settings.supertokens.pinnedKeys = keys
        }
        if let accessTtl {
            settings.supertokens.accessTokenSeconds = accessTtl
            settings.descope.sessionSeconds = accessTtl
            settings.descope.accessKeySeconds = accessTtl
            settings.stytch.jwtSeconds = accessTtl
            settings.tokenExchange.accessTokenSeconds = accessTtl
        }
        if let refreshTtl {
            settings.supertokens.refreshTokenSeconds = refreshTtl
            settings.descope.refreshSeconds = refreshTtl
            settings.tokenExchange.refreshTokenSeconds = refreshTtl
        }
        settings.descope.rotation = rotation
        settings.stytch.rotatesTokens = rotation
        if descopeCookies {
            settings.descope.sessionTokenIn = .cookie
            settings.descope.refreshTokenIn = .cookie
        }
        settings.supertokens.strictIdempotency = strictIdempotency
        settings.supertokens.cdi56 = cdi56
    }
}
