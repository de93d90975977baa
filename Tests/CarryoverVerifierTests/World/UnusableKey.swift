import CarryoverCore
import Testing

/// What makes an RSA key useless for verifying tokens, as members that are set or removed.
struct UnusableKey: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let members: [(String, JSONValue?)]

    static let all = [
        UnusableKey(testDescription: "for encryption", members: [("use", "enc")]),
        UnusableKey(testDescription: "for signing only", members: [("key_ops", ["sign"])]),
        UnusableKey(testDescription: "for operations that are no list", members: [("key_ops", "verify")]),
        UnusableKey(testDescription: "with an algorithm for encryption", members: [("alg", "RSA-OAEP")]),
        UnusableKey(testDescription: "with a symmetric algorithm", members: [("alg", "HS256")]),
        UnusableKey(testDescription: "with an algorithm of another type", members: [("alg", "ES256")]),
        UnusableKey(testDescription: "with no algorithm", members: [("alg", "none")]),
        UnusableKey(testDescription: "with an algorithm that is no text", members: [("alg", 1)]),
        UnusableKey(testDescription: "symmetric", members: [("kty", "oct"), ("alg", nil), ("k", "AAAA")]),
        UnusableKey(testDescription: "of no type", members: [("kty", nil)]),
        UnusableKey(
            testDescription: "of an elliptic type without a curve",
            members: [("kty", "EC"), ("alg", nil)]
        ),
        UnusableKey(testDescription: "without a modulus", members: [("n", nil)]),
        UnusableKey(testDescription: "with a modulus that is no number", members: [("n", "!!!")]),
        UnusableKey(testDescription: "without an exponent", members: [("e", nil)]),
        UnusableKey(testDescription: "with an exponent of one", members: [("e", "AQ")]),
    ]
}
