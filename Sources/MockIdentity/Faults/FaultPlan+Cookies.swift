import Foundation

extension FaultPlan {
    /// Sends every token as a cookie, under the name that the provider's own cookies have, and leaves an empty string in
    /// its old place.
    func moveTokensToCookies(_ answer: inout Answer) {
        for (header, cookie) in [("st-access-token", "sAccessToken"), ("st-refresh-token", "sRefreshToken")] {
            guard let token = answer.headers[header], !token.isEmpty else { continue }
            add(cookie, token, to: &answer)
            answer.headers.set(header, "")
        }
        guard var members = JSONValue(parsing: answer.body)?.object else { return }
        move(&members, to: &answer)
        if var inner = members["data"]?.object {
            move(&inner, to: &answer)
            members["data"] = .object(inner)
        }
        answer.body = JSONValue.object(members).data
    }

    private func move(_ members: inout [String: JSONValue], to answer: inout Answer) {
        let usual = ["sessionJwt": "DS", "refreshJwt": "DSR"]
        for name in members.keys.sorted() where Self.isToken(name) {
            guard let token = members[name]?.string, !token.isEmpty else { continue }
            add(usual[name] ?? name, token, to: &answer)
            members[name] = ""
        }
    }

    private func add(_ name: String, _ value: String, to answer: inout Answer) {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let encoded = value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value
        answer.headers.add("set-cookie", "\(name)=\(encoded); Path=/; HttpOnly; Secure; SameSite=Lax")
    }

    /// Whether a member of an answer is a token, by its name.
    static func isToken(_ name: String) -> Bool {
        name.lowercased().hasSuffix("token") || name.lowercased().hasSuffix("jwt")
    }
}
