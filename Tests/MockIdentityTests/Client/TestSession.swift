import MockIdentity
import Testing

/// The tokens of a SuperTokens answer in header mode.
struct TestSession: Sendable {
    var accessToken: String
    var refreshToken: String
    var frontToken: String

    /// Reads all three tokens, failing the test where one is missing or empty.
    init(_ answer: RawAnswer) throws {
        accessToken = try #require(answer["st-access-token"])
        refreshToken = try #require(answer["st-refresh-token"])
        frontToken = try #require(answer["front-token"])
        try #require(!accessToken.isEmpty && !refreshToken.isEmpty && frontToken != "remove")
    }

    /// The access token's payload.
    var claims: Claims {
        get throws { try #require(UnverifiedToken(accessToken)).claims }
    }
}
