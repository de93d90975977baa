/// How a SuperTokens backend spells things on the wire, each of which its operator may have changed.
package struct SuperTokensNames: Sendable, Hashable {
    /// The header field with the access token.
    package var accessTokenField = "st-access-token"
    /// The header field with the refresh token.
    package var refreshTokenField = "st-refresh-token"
    /// The header field that tells what the session is, or that it is over.
    package var frontTokenField = "front-token"
    /// The header field with the anti-CSRF token of a session in cookies.
    package var antiCSRFField = "anti-csrf"
    /// The cookie with the access token.
    package var accessTokenCookie = "sAccessToken"
    /// The cookie with the refresh token.
    package var refreshTokenCookie = "sRefreshToken"
    /// The status of an answer to a token that is not valid any more.
    package var expiredStatus = 401

    /// The names that a backend has which nobody configured.
    package init() {}
}
