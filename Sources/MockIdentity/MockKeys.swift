/// The signing keys of all mock providers.
///
/// Making them is the slowest part of a start; a test suite may make them once and start many mocks with them.
package struct MockKeys: Sendable {
    /// The old provider's key.
    package let legacy: SigningKey
    /// The key of the new provider's backend.
    package let supertokens: SigningKey
    /// Descope's key.
    package let descope: SigningKey
    /// Stytch's key.
    package let stytch: SigningKey
    /// The standard authorization server's key.
    package let tokenExchange: SigningKey

    /// Generates fresh keys.
    package static func generate() async throws -> MockKeys {
        async let legacy = SigningKey.generate(id: "legacy-key-1")
        // SuperTokens names its rotating keys `d-` and the time of their making in milliseconds.
        async let supertokens = SigningKey.generate(id: "d-1795000000000")
        async let descope = SigningKey.generate(id: "SK2mock")
        async let stytch = SigningKey.generate(id: "jwk-test-11111111-2222-4333-8444-555555555555")
        async let tokenExchange = SigningKey.generate(id: "exchange-key-1")
        return try await MockKeys(
            legacy: legacy,
            supertokens: supertokens,
            descope: descope,
            stytch: stytch,
            tokenExchange: tokenExchange
        )
    }
}
