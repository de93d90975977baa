@testable import CarryoverCore

extension FuzzTarget {
    /// JSON Web Tokens: what they say of times can be counted with.
    static let jwt = FuzzTarget("jwt") { bytes in
        guard let claims = JWTClaims(unverified: Secret(bytes: bytes)) else { return }
        _ = (claims.issuer, claims.subject, claims.email, claims.isEmailVerified)
        if let lifetime = claims.lifetime {
            precondition(lifetime > .zero && lifetime < .seconds(1e12), "a life without measure")
        }
        if let date = claims.expiresAt { _ = RFC3339.text(date) }
    }

    /// The front token of SuperTokens, and base64 of any kind.
    static let frontToken = FuzzTarget("front-token") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        _ = SuperTokensAnswer.frontClaims(text)
        guard let decoded = Base64URL.decode(text) else { return }
        precondition(
            Base64URL.decode(Base64URL.encode(decoded)) == decoded,
            "what was encoded is something else"
        )
    }

    /// `Set-Cookie` fields: a value is what stood there, and survives being sent back.
    static let cookies = FuzzTarget("cookies") { bytes in
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        for name in ["DS", "DSR", "sAccessToken"] {
            guard let value = CookieText.value(of: name, in: fields) else { continue }
            let again = CookieText.value(of: name, in: ["\(name)=\(CookieText.encode(value)); Path=/"])
            precondition(again == (value.isEmpty ? nil : value), "a cookie changed on its way back")
        }
    }
}
