import CarryoverCore
import FoundationEssentials

/// A file that a library has left, as `Tests/Fixtures/Legacy` keeps it.
struct LegacyFixture: Sendable, CustomStringConvertible {
    let name: String
    let format: any LegacyFormat

    var description: String { name }

    static let all = [
        LegacyFixture(name: "authlib", format: LegacyRecordFormat.authlib),
        LegacyFixture(name: "requests-oauthlib", format: LegacyRecordFormat.authlib),
        LegacyFixture(name: "go-oauth2", format: LegacyRecordFormat.goOAuth2),
        LegacyFixture(name: "go-oauth2-without-expiry", format: LegacyRecordFormat.goOAuth2),
        LegacyFixture(name: "msal", format: MSALFormat()),
        LegacyFixture(name: "auth0-spa-js", format: Auth0SPAFormat()),
        LegacyFixture(name: "oidc-client-ts", format: LegacyRecordFormat.oidcClient),
        LegacyFixture(name: "appauth", format: AppAuthFormat()),
        LegacyFixture(name: "okta-auth-js", format: OktaFormat()),
        LegacyFixture(name: "supabase", format: LegacyRecordFormat.supabase),
        LegacyFixture(name: "firebase", format: LegacyRecordFormat.firebase),
    ]

    static func named(_ name: String) -> LegacyFixture? { all.first { $0.name == name } }

    var bytes: [UInt8] {
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return FileManager.default.contents(atPath: "/\(tests)/Fixtures/Legacy/\(name).json").map(Array.init)
            ?? []
    }

    func document(_ bytes: [UInt8]? = nil) throws -> LegacyTokenDocument {
        try LegacyTokenDocument(Secret(bytes: bytes ?? self.bytes), format: format)
    }
}
