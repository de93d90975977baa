import FoundationEssentials

/// A Stytch project as a client app knows it: by its public token, which is no secret.
///
/// The SDK's endpoints take both credentials in HTTP Basic: the public token as the user, and as the password the
/// session's opaque token, or the public token again where there is no session yet.
package struct StytchProject: Sendable {
    /// What is wrong with the description of a project.
    package enum Invalid: Error, Sendable, Equatable {
        case publicToken, baseURL
    }

    package let publicToken: String
    /// The organization of a B2B project, or `nil` for a consumer project.
    package let organizationID: String?
    /// How the dashboard's list of authorized applications knows this one.
    package let applicationID: String?
    private let sdk: Endpoint

    /// - Parameters:
    ///   - publicToken: The public token.
    ///   - baseURL: The host; where there is none, the token tells test from live.
    ///   - organizationID: The organization, where members of one sign in.
    ///   - applicationID: The application's identifier.
    package init(
        publicToken: String,
        baseURL: Endpoint? = nil,
        organizationID: String? = nil,
        applicationID: String? = nil
    ) throws(Invalid) {
        guard ErrorTable.isPlainCode(publicToken) else { throw .publicToken }
        self.publicToken = publicToken
        self.organizationID = organizationID
        self.applicationID = applicationID
        let host = publicToken.hasPrefix("public-token-test") ? "test.stytch.com" : "api.stytch.com"
        do {
            let base = try baseURL ?? Endpoint("https://\(host)")
            sdk = try base.appending(organizationID == nil ? "sdk/v1/sessions" : "sdk/v1/b2b/sessions")
        } catch {
            throw .baseURL
        }
    }

    var origin: Origin { sdk.origin }

    func endpoint(_ action: String) throws(Invalid) -> Endpoint {
        do { return try sdk.appending(action) } catch { throw .baseURL }
    }

    /// A request of the SDK, in the name of a session or of nobody.
    func request(_ endpoint: Endpoint, session token: Secret?, body: JSONObject = [:]) -> HTTPRequest {
        HTTPRequest(
            .post,
            endpoint,
            fields: [
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-SDK-Client": clientDescription,
            ],
            authorization: .basic(user: publicToken, password: token ?? Secret(publicToken)),
            body: Secret(bytes: JSONValue.object(body).serialized)
        )
    }

    private var clientDescription: String {
        var description: JSONObject = ["sdk": ["identifier": "carryover"], "os": ["identifier": "Linux"]]
        if let applicationID { description["app"] = ["identifier": .string(applicationID)] }
        return Data(JSONValue.object(description).serialized).base64EncodedString()
    }
}
