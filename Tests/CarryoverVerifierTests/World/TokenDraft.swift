import CarryoverCore

/// A token before it is signed, good or bad.
struct TokenDraft: Sendable {
    var header: JSONObject
    var claims: JSONObject

    /// The token, signed with a key; the header's `alg` and `kid` are the key's unless they were set.
    func signed(by key: TestKey) throws -> String {
        var header = header
        if header["alg"] == nil { header["alg"] = .string(key.algorithm) }
        if header["kid"] == nil { header["kid"] = .string(key.id) }
        return try Self.signed(header: header, claims: claims, by: key)
    }

    /// The token without `kid`.
    func anonymouslySigned(by key: TestKey) throws -> String {
        var header = header
        if header["alg"] == nil { header["alg"] = .string(key.algorithm) }
        return try Self.signed(header: header, claims: claims, by: key)
    }

    func with(_ claim: String, _ value: JSONValue?) -> TokenDraft {
        var draft = self
        draft.claims[claim] = value
        return draft
    }

    func with(header name: String, _ value: JSONValue?) -> TokenDraft {
        var draft = self
        draft.header[name] = value
        return draft
    }

    static func signed(header: JSONObject, claims: JSONObject, by key: TestKey) throws -> String {
        try signed(header: JSONValue.object(header).text, claims: JSONValue.object(claims).text, by: key)
    }

    static func signed(header: String, claims: String, by key: TestKey) throws -> String {
        let text = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(claims.utf8)))"
        return "\(text).\(Base64URL.encode(try key.sign(Array(text.utf8))))"
    }
}
