/// Where the mock servers listen.
package struct MockAddresses: Sendable, Codable, Hashable {
    /// The old provider.
    package let legacy: String
    /// The new provider's backend.
    package let supertokens: String
    /// Descope.
    package let descope: String
    /// Stytch.
    package let stytch: String
    /// The app's own backend in front of Stytch.
    package let backend: String
    /// A standard authorization server that exchanges tokens.
    package let tokenExchange: String
    /// The app's API.
    package let api: String
    /// The control server.
    package let control: String

    enum CodingKeys: String, CodingKey {
        case legacy, supertokens, descope, stytch, backend
        case tokenExchange = "token_exchange"
        case api, control
    }
}
