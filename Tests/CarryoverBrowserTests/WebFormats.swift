import CarryoverCore
import FoundationEssentials
import Testing

/// The formats of web libraries, and what their own fixtures hold.
enum WebFormats {
    static let all: [String: any LegacyFormat] = [
        "auth0-spa-js": Auth0SPAFormat(), "oidc-client-ts": LegacyRecordFormat.oidcClient,
        "okta-auth-js": OktaFormat(), "supabase": LegacyRecordFormat.supabase,
        "firebase": LegacyRecordFormat.firebase,
    ]

    static func credentials(_ name: String) throws -> [LegacyCredential] {
        let bytes = try #require(FileManager.default.contents(atPath: "\(Fixtures.folder)/\(name).json"))
        let document = try LegacyTokenDocument(Secret(bytes: Array(bytes)), format: try #require(all[name]))
        return document.logins.map(\.credential)
    }
}
