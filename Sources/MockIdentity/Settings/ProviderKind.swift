/// A new provider that the mock can play.
package enum ProviderKind: String, Sendable, Codable, CaseIterable {
    /// SuperTokens.
    case supertokens
    /// Descope.
    case descope
    /// Stytch.
    case stytch
    /// A standard authorization server that exchanges tokens.
    case tokenExchange = "token-exchange"
    /// Descope, for a machine with an access key.
    case descopeAccessKey = "descope-access-key"
}
