import CarryoverCore

/// A JSON Web Token in its parts, of well-formed outside and nothing else: nobody has verified it yet.
///
/// Of the header only what is needed is read. `jwk`, `jku`, `x5c` and `x5u` would let the token choose the
/// key that vouches for it (RFC 8725 §3.10).
struct SignedToken: Sendable {
    let algorithm: SignatureAlgorithm
    let keyID: String?
    let type: String?
    let claims: JSONObject
    let payload: [UInt8]
    let signature: [UInt8]
    /// Header and payload as they were signed (RFC 7515 §5.2).
    let signedBytes: [UInt8]

    /// The longest token that is looked at, in bytes: what fits into a request's header.
    static let maximumLength = 16 << 10

    init(_ text: String) throws(VerificationError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw VerificationError(.malformed, "the token is too long")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw VerificationError(.malformed, "the token does not have three parts")
        }
        let header = try Self.object(Self.bytes(parts[0]))
        if header["crit"] != nil {
            throw VerificationError(.criticalHeader, "the token demands an extension that is unknown here")
        }
        guard let algorithm = header["alg"]?.string.flatMap({ SignatureAlgorithm(rawValue: $0) }) else {
            throw VerificationError(.algorithm, "the token is not signed with an accepted algorithm")
        }
        self.algorithm = algorithm
        keyID = try Self.text("kid", in: header)
        type = try Self.text("typ", in: header)
        payload = try Self.bytes(parts[1])
        claims = try Self.object(payload)
        signature = try Self.bytes(parts[2])
        signedBytes = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    /// A time in seconds since 1970 (RFC 7519 §2), or `nil` where the token has none of that name.
    func time(_ name: String) throws(VerificationError) -> Double? {
        guard let claim = claims[name] else { return nil }
        // Until the end of the year 9999: whatever is later was not meant to be seconds.
        guard let seconds = claim.double, (0...253_402_300_799).contains(seconds) else {
            throw VerificationError(.claim, "the claim '\(name)' is not a time")
        }
        return seconds
    }

    /// The bytes of a part: base64url without padding (RFC 7515 §2), in the one spelling that they have.
    private static func bytes(_ part: Substring) throws(VerificationError) -> [UInt8] {
        guard let bytes = Base64URL.decode(part), Base64URL.encode(bytes).utf8.elementsEqual(part.utf8) else {
            throw VerificationError(.malformed, "a part of the token is not base64url")
        }
        return bytes
    }

    /// The members of a part; of two with one name nobody could say which one counts (RFC 7515 §4, RFC 7519
    /// §4).
    private static func object(_ bytes: [UInt8]) throws(VerificationError) -> JSONObject {
        guard let object = (try? JSONValue(parsing: bytes))?.object,
            Set(object.members.map(\.name)).count == object.members.count
        else { throw VerificationError(.malformed, "a part of the token is not a JSON object") }
        return object
    }

    private static func text(_ name: String, in header: JSONObject) throws(VerificationError) -> String? {
        guard let value = header[name] else { return nil }
        guard let text = value.string else {
            throw VerificationError(.malformed, "'\(name)' in the token's header is not a text")
        }
        return text
    }
}
