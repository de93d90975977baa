/// The name of one mock server, as the ledger and the fault rules use it.
package struct ServerName: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name as it stands in JSON.
    package var rawValue: String

    /// Creates a name.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The old OpenID provider.
    package static let legacy = ServerName(rawValue: "legacy")
    /// The new provider: an app backend with the SuperTokens SDK.
    package static let supertokens = ServerName(rawValue: "supertokens")
    /// Descope.
    package static let descope = ServerName(rawValue: "descope")
    /// Stytch.
    package static let stytch = ServerName(rawValue: "stytch")
    /// The app's own backend in front of Stytch.
    package static let backend = ServerName(rawValue: "backend")
    /// A standard authorization server that exchanges tokens.
    package static let tokenExchange = ServerName(rawValue: "token-exchange")
    /// The app's own protected API.
    package static let api = ServerName(rawValue: "api")
    /// The server that steers the others; neither recorded nor subject to faults.
    package static let control = ServerName(rawValue: "control")

    /// The name as it stands in JSON.
    package var description: String { rawValue }
}
