/// How the mock servers behave; may be changed while they run.
package struct MockSettings: Sendable, Codable, Hashable {
    /// The old provider.
    package var legacy = LegacySettings()
    /// The new provider's backend.
    package var supertokens = SuperTokensSettings()
    /// Descope.
    package var descope = DescopeSettings()
    /// Stytch, and the app's own backend in front of it.
    package var stytch = StytchSettings()
    /// A standard authorization server that exchanges tokens.
    package var tokenExchange = TokenExchangeSettings()
    /// The app's API.
    package var api = APISettings()

    enum CodingKeys: String, CodingKey {
        case legacy, supertokens, descope, stytch
        case tokenExchange = "token_exchange"
        case api
    }

    /// Creates the defaults.
    package init() {}

    /// Returns the settings with the given members changed.
    ///
    /// - Parameter changes: An object of the same shape that holds only what changes.
    /// - Throws: ``MockIdentityError/unknownSetting(_:)`` for a key that does not exist, or a decoding error for a
    ///   value of the wrong type.
    package func applying(_ changes: JSONValue) throws -> MockSettings {
        let merged = try Self.merge(changes, into: JSONValue(encoding: self), path: "")
        return try merged.decoded(as: MockSettings.self)
    }

    private static func merge(_ changes: JSONValue, into base: JSONValue, path: String) throws -> JSONValue {
        guard let changed = changes.object, var members = base.object else { return changes }
        for (name, value) in changed {
            guard let old = members[name] else { throw MockIdentityError.unknownSetting("\(path)/\(name)") }
            // Pinned keys are a value of their own, not settings to merge.
            members[name] =
                name == "pinned_keys" ? value : try merge(value, into: old, path: "\(path)/\(name)")
        }
        return .object(members)
    }
}
