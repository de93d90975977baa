import CarryoverCore

extension SuperTokensProvider {
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let domain = try reader.requiredEndpoint("api_domain")
        let basePath = try reader.string("api_base_path") ?? "/auth"
        let migratePath = try reader.string("migrate_path") ?? "/migrate-session"
        let refreshPath = try reader.string("refresh_path") ?? "session/refresh"
        let signOutPath = try reader.string("sign_out_path") ?? "signout"
        let names = try SuperTokensNames(&reader)
        let place = try reader.word("legacy_token_in", LegacyTokenPlace.self) ?? .header
        let token = try reader.word("legacy_token", LegacyTokenKind.self) ?? .accessToken
        let mode = try reader.word("auth_mode", AuthMode.self) ?? .header
        do {
            try self.init(
                apiDomain: domain,
                apiBasePath: basePath,
                migratePath: migratePath,
                refreshPath: refreshPath,
                signOutPath: signOutPath,
                legacyTokenPlace: place,
                legacyTokenKind: token,
                authMode: mode,
                names: names
            )
        } catch {
            throw ConfigurationError(reader.path, "the paths must be plain URL paths")
        }
    }
}

extension SuperTokensNames {
    /// Reads what a backend spells otherwise than usual.
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        self.init()
        accessTokenField = try reader.token("access_token_header") ?? accessTokenField
        refreshTokenField = try reader.token("refresh_token_header") ?? refreshTokenField
        frontTokenField = try reader.token("front_token_header") ?? frontTokenField
        antiCSRFField = try reader.token("anti_csrf_header") ?? antiCSRFField
        accessTokenCookie = try reader.token("access_token_cookie") ?? accessTokenCookie
        refreshTokenCookie = try reader.token("refresh_token_cookie") ?? refreshTokenCookie
        guard let status = try reader.number("session_expired_status", in: 400...499) else { return }
        // 403 is about what a user may do, and a refresh cannot change that.
        guard let status = Int(exactly: status), status != 403 else {
            throw ConfigurationError(
                reader.path(of: "session_expired_status"),
                "a status from 400 to 499 other than 403 is expected"
            )
        }
        expiredStatus = status
    }
}
