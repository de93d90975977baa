import CarryoverCore
import CryptoExtras
import Testing

/// A token that must not be accepted, and why.
struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    let token: @Sendable (Providers) throws -> String

    init(_ name: String, _ code: String, _ token: @escaping @Sendable (Providers) throws -> String) {
        testDescription = name
        self.code = code
        self.token = token
    }

    private static let legacy = Providers.legacyDraft
    private static let new = Providers.newDraft

    /// Signatures that are missing, another's, or made another way than the key is used.
    static let signatures: [Forgery] =
        ["none", "None", "nOnE", ""].map { name in
            Forgery("alg '\(name)' and no signature", "algorithm") { providers in
                let token = try legacy.with(header: "alg", .string(name)).signed(by: providers.legacyKey)
                return token.split(separator: ".").prefix(2).joined(separator: ".") + "."
            }
        } + [
            Forgery("the RSA modulus taken for an HMAC secret", "algorithm") { providers in
                let modulus = Base64URL.decode(providers.legacyKey.published["n"]?.string ?? "") ?? []
                return try legacy.signed(by: .hmac("old-1", secret: modulus))
            },
            Forgery("the RSA key as PEM taken for an HMAC secret", "algorithm") { _ in
                let pem = try RSAKeys.first.get().publicKey.pemRepresentation
                return try legacy.signed(by: .hmac("old-1", secret: Array(pem.utf8)))
            },
            Forgery("the key set taken for an HMAC secret", "algorithm") { providers in
                try legacy.signed(by: .hmac("old-1", secret: Array(TestKey.set([providers.legacyKey]).utf8)))
            },
            Forgery("the right key with a longer digest", "algorithm") { _ in
                try legacy.signed(by: .rsa("old-1", "RS512", key: RSAKeys.first.get()))
            },
            Forgery("the right key with another padding", "algorithm") { _ in
                try legacy.signed(by: .rsa("old-1", "PS256", key: RSAKeys.first.get()))
            },
            Forgery("another padding under the right name", "signature") { _ in
                let key = try TestKey.rsa("old-1", "PS256", key: RSAKeys.first.get())
                return try legacy.with(header: "alg", "RS256").signed(by: key)
            },
            Forgery("the right signature under another name", "algorithm") { providers in
                try legacy.with(header: "alg", "ES256").signed(by: providers.legacyKey)
            },
            Forgery("an algorithm that is no text", "algorithm") { providers in
                try legacy.with(header: "alg", ["RS256"]).signed(by: providers.legacyKey)
            },
            Forgery("a stranger's key under the right name", "signature") { providers in
                try legacy.signed(by: providers.strangersKey)
            },
            Forgery("the new provider's key for the old provider's issuer", "unknown-key") { providers in
                try legacy.signed(by: providers.newKey)
            },
            Forgery("the old provider's key for the new provider's issuer", "unknown-key") { providers in
                try new.signed(by: providers.legacyKey)
            },
            Forgery("the old provider's issuer with one of its keys named for another", "algorithm") {
                providers in
                try legacy.with(header: "kid", "old-2").signed(by: providers.legacyKey)
            },
            Forgery("no key named where there are two", "unknown-key") { providers in
                try legacy.anonymouslySigned(by: providers.legacyKey)
            },
            Forgery("a key that nobody has", "unknown-key") { providers in
                try legacy.with(header: "kid", "../../etc/passwd").signed(by: providers.legacyKey)
            },
            Forgery("an ECDSA signature of zeros", "signature") { _ in
                let zeros = TestKey(id: "new-1", algorithm: "ES256", published: [:]) { _ in
                    Array(repeating: 0, count: 64)
                }
                return try new.signed(by: zeros)
            },
            Forgery("an empty signature", "signature") { _ in
                try new.signed(by: TestKey(id: "new-1", algorithm: "ES256", published: [:]) { _ in [] })
            },
            Forgery("half a signature", "signature") { providers in
                let key = providers.newKey
                return try new.signed(
                    by: TestKey(id: key.id, algorithm: "ES256", published: [:]) {
                        Array(try key.sign($0).prefix(32))
                    }
                )
            },
        ]

    /// Headers that offer a key, demand something or name another kind of token.
    static let headers: [Forgery] = [
        Forgery("an embedded key", "signature") { providers in
            try legacy.with(header: "jwk", .object(providers.strangersKey.published)).signed(
                by: providers.strangersKey
            )
        },
        Forgery("an embedded key of another name", "unknown-key") { providers in
            try legacy.with(header: "jwk", .object(providers.strangersKey.published))
                .with(header: "kid", "mine").signed(by: providers.strangersKey)
        },
        Forgery("an address of keys", "signature") { providers in
            try legacy.with(header: "jku", "https://evil.example.com/jwks").signed(by: providers.strangersKey)
        },
        Forgery("an address of certificates", "signature") { providers in
            try legacy.with(header: "x5u", "https://evil.example.com/x5u").signed(by: providers.strangersKey)
        },
        Forgery("a certificate", "signature") { providers in
            try legacy.with(header: "x5c", ["MIIB"]).signed(by: providers.strangersKey)
        },
        Forgery("a critical extension", "critical-header") { providers in
            try legacy.with(header: "crit", ["exp"]).signed(by: providers.legacyKey)
        },
        Forgery("an empty list of critical extensions", "critical-header") { providers in
            try legacy.with(header: "crit", []).signed(by: providers.legacyKey)
        },
        Forgery("an unencoded payload", "critical-header") { providers in
            try legacy.with(header: "b64", false).with(header: "crit", ["b64"]).signed(
                by: providers.legacyKey
            )
        },
        Forgery("a logout token", "token-type") { providers in
            try legacy.with(header: "typ", "logout+jwt").signed(by: providers.legacyKey)
        },
        Forgery("a proof of possession", "token-type") { providers in
            try legacy.with(header: "typ", "application/dpop+jwt").signed(by: providers.legacyKey)
        },
        Forgery("a type that is no text", "malformed") { providers in
            try legacy.with(header: "typ", 1).signed(by: providers.legacyKey)
        },
        Forgery("a key's name that is no text", "malformed") { providers in
            try legacy.with(header: "kid", 1).signed(by: providers.legacyKey)
        },
    ]
}
