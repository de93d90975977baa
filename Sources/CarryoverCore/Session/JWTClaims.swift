package import FoundationEssentials

/// What a JSON Web Token says about itself, *unverified* (RFC 7519).
///
/// Good for routing and for guessing an expiry, never for trust: only the server that accepts the token checks
/// its signature.
package struct JWTClaims: Sendable {
    package let object: JSONObject

    /// Reads the claims of a token, or returns `nil` where it is not a signed JWT in compact form.
    package init?(unverified token: Secret) {
        guard token.count <= 64 << 10 else { return nil }
        let payload = token.withBytes { bytes -> [UInt8]? in
            let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
            return Base64URL.decode(String(decoding: parts[1], as: UTF8.self))
        }
        guard let payload, let object = (try? JSONValue(parsing: payload))?.object else { return nil }
        self.object = object
    }

    package var issuer: String? { object["iss"]?.string }
    package var subject: String? { object["sub"]?.string }
    package var email: String? { object["email"]?.string }
    package var isEmailVerified: Bool { object["email_verified"]?.bool ?? false }
    package var expiresAt: Date? { date("exp") }
    package var issuedAt: Date? { date("iat") }

    /// `exp − iat`, where both are there and make sense.
    package var lifetime: Duration? {
        guard let expiresAt, let issuedAt, expiresAt > issuedAt else { return nil }
        return .seconds(expiresAt.timeIntervalSince(issuedAt))
    }

    /// A NumericDate (RFC 7519 §2) within the range that can be a date at all.
    private func date(_ name: String) -> Date? {
        guard let seconds = object[name]?.double, (0...253_402_300_799).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }
}
