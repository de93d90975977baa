/// How the app's API behaves.
package struct APISettings: Sendable, Codable, Hashable {
    /// Whether it still accepts the old provider's tokens.
    package var acceptsLegacyTokens = true

    enum CodingKeys: String, CodingKey {
        case acceptsLegacyTokens = "accepts_legacy_tokens"
    }

    /// Creates the defaults.
    package init() {}
}
