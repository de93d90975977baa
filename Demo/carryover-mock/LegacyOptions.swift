import ArgumentParser
import MockIdentity

/// How the old provider behaves.
struct LegacyOptions: ParsableArguments {
    @Option(help: "How the client proves itself when it refreshes or revokes: basic, post or none.")
    var legacyClientAuth = ClientAuthentication.none

    @Option(help: ArgumentHelp("How long its access tokens live.", valueName: "seconds"))
    var legacyAccessTtl: Double?

    @Option(help: ArgumentHelp("How long its refresh tokens live.", valueName: "seconds"))
    var legacyRefreshTtl: Double?

    @Flag(inversion: .prefixedNo, help: "Whether each refresh spends the refresh token.")
    var legacyRotation = true

    @Option(help: ArgumentHelp("For how long a spent refresh token is still accepted.", valueName: "seconds"))
    var legacyReuseInterval: Double?

    @Flag(
        name: .customLong("legacy-mfa"),
        help: "Answer each refresh with 403 mfa_required, as Auth0 does where a second factor is wanted."
    )
    var legacyMFA = false

    /// Writes the choices into settings.
    func apply(to settings: inout MockSettings) {
        settings.legacy.tokenClientAuth = legacyClientAuth
        settings.legacy.revokeClientAuth = legacyClientAuth
        settings.legacy.rotation = legacyRotation
        settings.legacy.requiresMFA = legacyMFA
        if let legacyAccessTtl { settings.legacy.accessTokenSeconds = legacyAccessTtl }
        if let legacyRefreshTtl { settings.legacy.refreshTokenSeconds = legacyRefreshTtl }
        if let legacyReuseInterval { settings.legacy.reuseIntervalSeconds = legacyReuseInterval }
    }
}

extension ClientAuthentication: ExpressibleByArgument {}
