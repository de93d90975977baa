import Foundation

/// Writes a session into an answer, or its end.
struct SessionHeaders: Sendable {
    private static let epoch = "Thu, 01 Jan 1970 00:00:00 GMT"

    /// How the backend spells things.
    let names: SuperTokensSettings
    /// The present time, from which cookies count.
    let now: Date

    /// Writes tokens in the given mode.
    func set(_ tokens: IssuedTokens, mode: TransferMode, on answer: inout Answer) {
        answer.headers.set(names.frontTokenHeader, tokens.frontToken)
        var exposed = [names.frontTokenHeader]
        switch mode {
        case .header:
            answer.headers.set(names.accessTokenHeader, tokens.accessToken)
            exposed.append(names.accessTokenHeader)
            if let refreshToken = tokens.refreshToken {
                answer.headers.set(names.refreshTokenHeader, refreshToken)
                exposed.append(names.refreshTokenHeader)
            }
        case .cookie:
            addCookie(names.accessTokenCookie, tokens.accessToken, path: "/", days: 365, to: &answer)
            if let refreshToken = tokens.refreshToken {
                addCookie(names.refreshTokenCookie, refreshToken, path: refreshPath, days: 100, to: &answer)
            }
            // A replaced access token keeps the anti-CSRF token that the client has.
            if let antiCSRFToken = tokens.antiCSRFToken, tokens.refreshToken != nil {
                answer.headers.set(names.antiCSRFHeader, antiCSRFToken)
                exposed.append(names.antiCSRFHeader)
            }
        }
        expose(exposed, on: &answer)
    }

    /// Ends the session in the client, in the given modes.
    func clear(_ modes: [TransferMode], on answer: inout Answer) {
        for mode in modes {
            clearSlots(mode, on: &answer)
        }
        answer.headers.set(names.frontTokenHeader, "remove")
        expose([names.frontTokenHeader], on: &answer)
    }

    /// Empties the tokens of one mode and leaves the front token alone.
    func clearSlots(_ mode: TransferMode, on answer: inout Answer) {
        switch mode {
        case .header:
            answer.headers.set(names.accessTokenHeader, "")
            answer.headers.set(names.refreshTokenHeader, "")
            expose([names.accessTokenHeader, names.refreshTokenHeader], on: &answer)
        case .cookie:
            for (name, path) in [(names.accessTokenCookie, "/"), (names.refreshTokenCookie, refreshPath)] {
                answer.headers.add(
                    "set-cookie",
                    "\(name)=; Expires=\(Self.epoch); HttpOnly; Path=\(path); SameSite=Lax"
                )
            }
        }
    }

    private var refreshPath: String { names.basePath + "/session/refresh" }

    private func addCookie(
        _ name: String,
        _ value: String,
        path: String,
        days: Double,
        to answer: inout Answer
    ) {
        let expires = HTTPDate.string(now.addingTimeInterval(days * 86_400))
        answer.headers.add(
            "set-cookie",
            "\(name)=\(Self.encoded(value)); Expires=\(expires); HttpOnly; Path=\(path); SameSite=Lax"
        )
    }

    private func expose(_ names: [String], on answer: inout Answer) {
        let header = "access-control-expose-headers"
        let already = answer.headers[header]?.split(separator: ",").map(String.init) ?? []
        answer.headers.set(header, (already + names.filter { !already.contains($0) }).joined(separator: ","))
    }

    private static func encoded(_ value: String) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value
    }
}
