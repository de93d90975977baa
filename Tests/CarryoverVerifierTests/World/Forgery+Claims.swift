import CarryoverCore

extension Forgery {
    private static func claim(_ description: String, _ code: String, _ name: String, _ value: JSONValue?)
        -> Forgery
    {
        Forgery(description, code) { providers in
            try Providers.legacyDraft.with(name, value).signed(by: providers.legacyKey)
        }
    }

    /// Claims that are not what they have to be, genuinely signed.
    static let claims: [Forgery] = [
        claim("no issuer", "issuer", "iss", nil),
        claim("another issuer", "issuer", "iss", "https://evil.example.com/"),
        claim("the issuer without its slash", "issuer", "iss", "https://old.example.com"),
        claim("the issuer in capitals", "issuer", "iss", "https://OLD.example.com/"),
        claim("the issuer in an array", "issuer", "iss", [.string(Providers.legacyIssuer)]),
        claim("an issuer that begins like ours", "issuer", "iss", "https://old.example.com/evil"),
        claim("no audience", "audience", "aud", nil),
        claim("another audience", "audience", "aud", "https://other.example.com"),
        claim(
            "other audiences",
            "audience",
            "aud",
            ["https://other.example.com", "https://third.example.com"]
        ),
        claim("an empty list of audiences", "audience", "aud", []),
        claim(
            "an audience that begins like ours",
            "audience",
            "aud",
            .string(Providers.audience + ".evil.com")
        ),
        claim("an audience that is no text", "audience", "aud", ["api": true]),
        claim("no expiry", "claim", "exp", nil),
        claim("an expiry that is no number", "claim", "exp", "1800000600"),
        claim("an expiry in milliseconds", "claim", "exp", 1_800_000_600_000),
        claim("an expiry without end", "claim", "exp", .number("1e300")),
        claim("an expiry before time began", "claim", "exp", -1),
        claim("an expiry long ago", "expired", "exp", 1_700_000_000),
        claim("a beginning in the future", "not-yet-valid", "nbf", .integer(Providers.seconds + 300)),
        claim("a beginning that is no number", "claim", "nbf", true),
        claim("no subject", "claim", "sub", nil),
        claim("an empty subject", "claim", "sub", ""),
        claim("a subject that is no text", "claim", "sub", 7),
    ]

    private static func edited(_ name: String, _ edit: @escaping @Sendable ([String]) -> [String]) -> Forgery
    {
        Forgery(name, "malformed") { providers in
            let token = try Providers.legacyDraft.signed(by: providers.legacyKey)
            return edit(token.split(separator: ".").map(String.init)).joined(separator: ".")
        }
    }

    private static func spelled(_ name: String, _ code: String, header: String, claims: String) -> Forgery {
        Forgery(name, code) { providers in
            try TokenDraft.signed(header: header, claims: claims, by: providers.legacyKey)
        }
    }

    private static let goodHeader = #"{"alg":"RS256","kid":"old-1"}"#
    private static let goodClaims = JSONValue.object(Providers.legacyDraft.claims).text

    /// Texts that are no token, or one that two parsers could read in two ways.
    static let forms: [Forgery] = [
        edited("nothing") { _ in [] },
        edited("two parts") { Array($0.prefix(2)) },
        edited("four parts") { $0 + ["AAAA"] },
        edited("five parts, as an encrypted token has") { $0 + ["AAAA", "AAAA"] },
        edited("three empty parts") { _ in ["", "", ""] },
        edited("a space before it") { [" " + $0[0], $0[1], $0[2]] },
        edited("a line break after it") { [$0[0], $0[1], $0[2] + "\n"] },
        edited("padding") { [$0[0], $0[1] + "=", $0[2]] },
        edited("the other alphabet") { [$0[0], $0[1], "+/" + $0[2].dropFirst(2)] },
        edited("bits that mean nothing") { [$0[0], $0[1], "AB"] },
        edited("a part of half a byte") { [$0[0], $0[1], "A"] },
        edited("a header that is no JSON") { ["AAAA", $0[1], $0[2]] },
        Forgery("a genuine token that fits into no header", "malformed") { providers in
            let filling = JSONValue.string(String(repeating: "x", count: 12 << 10))
            return try Providers.legacyDraft.with("filling", filling).signed(by: providers.legacyKey)
        },
        spelled(
            "two algorithms",
            "malformed",
            header: #"{"alg":"none","alg":"RS256","kid":"old-1"}"#,
            claims: goodClaims
        ),
        spelled(
            "two algorithms, one in escapes",
            "malformed",
            header: #"{"alg":"RS256","\u0061lg":"none","kid":"old-1"}"#,
            claims: goodClaims
        ),
        spelled(
            "two subjects",
            "malformed",
            header: goodHeader,
            claims: #"{"sub":"eve","# + goodClaims.dropFirst()
        ),
        spelled("claims in an array", "malformed", header: goodHeader, claims: "[\(goodClaims)]"),
        spelled("text after the claims", "malformed", header: goodHeader, claims: goodClaims + "{}"),
        spelled(
            "claims too deep to read",
            "malformed",
            header: goodHeader,
            claims: String(repeating: "[", count: 4000)
        ),
        Forgery("claims that were changed", "signature") { providers in
            let genuine = try Providers.legacyDraft.signed(by: providers.legacyKey).split(separator: ".")
            let changed = try Providers.legacyDraft.with("sub", "eve").signed(by: providers.legacyKey).split(
                separator: "."
            )
            return "\(genuine[0]).\(changed[1]).\(genuine[2])"
        },
        Forgery("a header that was changed", "signature") { providers in
            let genuine = try Providers.legacyDraft.signed(by: providers.legacyKey).split(separator: ".")
            let changed = try Providers.legacyDraft.with(header: "typ", "at+jwt").signed(
                by: providers.legacyKey
            )
            return "\(changed.split(separator: ".")[0]).\(genuine[1]).\(genuine[2])"
        },
    ]
}
