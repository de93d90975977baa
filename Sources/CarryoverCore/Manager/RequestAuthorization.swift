/// A request that the app sends itself, with the credentials that are for it.
///
/// It holds all that is needed to say what an answer to it means, so that nobody has to keep anything meanwhile.
package struct RequestAuthorization: Sendable {
    /// The request, with ``HTTPRequest/authorization`` and ``HTTPRequest/secretFields`` set.
    package let request: HTTPRequest
    /// The access token that is in it.
    package let token: Fingerprint
    package let attempt: RequestAttempt
    /// Whose session it is.
    package let tenure: SessionTenure

    package init(request: HTTPRequest, token: Fingerprint, attempt: RequestAttempt, tenure: SessionTenure) {
        self.request = request
        self.token = token
        self.attempt = attempt
        self.tenure = tenure
    }

    /// The header fields to send.
    package var fields: [(name: String, value: Secret)] {
        let scheme: (name: String, token: Secret)? =
            switch request.authorization {
            case .bearer(let token): ("Bearer", token)
            case .dpop(let token): ("DPoP", token)
            // Client credentials: no provider puts them into an app's own request.
            case .basic, nil: nil
            }
        guard let scheme else { return request.secretFields }
        let value = Secret("\(scheme.name) \(scheme.token.exposed)")
        return [(name: "Authorization", value: value)] + request.secretFields
    }
}
