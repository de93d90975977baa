import CarryoverCore
import FoundationEssentials

/// A session as SuperTokens keeps it: a refresh token may be used again until what it gave has been used.
struct NewSession {
    let id: Int
    var user = "user"
    var current: String
    var children: Set<String> = []
    var known: Set<String>
    /// The access tokens, with the refresh token that each came with.
    var access: [String: (refresh: String, end: Date)] = [:]
    var isOver = false

    /// What came with a child has been used: the child takes its parent's place.
    mutating func promote(_ token: String) {
        guard children.contains(token) else { return }
        current = token
        children = []
    }
}

extension Servers.State {
    private mutating func number() -> Int {
        nextToken += 1
        return nextToken
    }

    /// The headers that carry a session.
    private mutating func issue(_ index: Int, refresh: String, at now: Date) -> HTTPFields {
        let end = now.addingTimeInterval(habits.accessLifetime / .seconds(1))
        let access = Self.token(
            [
                "sub": .string(sessions[index].user), "iss": "https://api.example/auth",
                "sessionHandle": .string("session-\(sessions[index].id)"), "jti": .integer(number()),
                "iat": .integer(Int64(now.timeIntervalSince1970)),
                "exp": .integer(Int64(end.timeIntervalSince1970)),
            ])
        sessions[index].access[access] = (refresh, end)
        sessions[index].known.insert(refresh)
        let front: JSONValue = [
            "uid": .string(sessions[index].user), "ate": .integer(Int64(end.timeIntervalSince1970 * 1000)),
            "up": [:],
        ]
        return [
            "st-access-token": access, "st-refresh-token": refresh,
            "front-token": Base64URL.encode(front.serialized),
        ]
    }

    static func token(_ claims: JSONObject) -> String {
        let header: JSONValue = ["alg": "RS256", "typ": "JWT"]
        let parts = [header, .object(claims)].map { Base64URL.encode($0.serialized) }
        return parts.joined(separator: ".") + ".c2lnbmF0dXJl"
    }

    private static var removal: HTTPFields {
        ["st-access-token": "", "st-refresh-token": "", "front-token": "remove"]
    }

    mutating func exchange(_ token: String?, _ key: String?, at now: Date) -> HTTPResponse {
        guard let token, legacy.accepts(access: token, at: now) else {
            return .json(401, #"{"message":"unauthorised"}"#)
        }
        if let key, let index = exchanges[key], !sessions[index].isOver {
            return .json(200, #"{"status":"OK"}"#, issue(index, refresh: sessions[index].current, at: now))
        }
        let refresh = "st-refresh-\(number())"
        sessions.append(NewSession(id: sessions.count + 1, current: refresh, known: [refresh]))
        if let key { exchanges[key] = sessions.count - 1 }
        return .json(200, #"{"status":"OK"}"#, issue(sessions.count - 1, refresh: refresh, at: now))
    }

    mutating func refresh(_ token: String, at now: Date) -> HTTPResponse {
        guard let index = sessions.firstIndex(where: { $0.known.contains(token) }), !sessions[index].isOver
        else {
            return .json(401, #"{"message":"unauthorised"}"#, Self.removal)
        }
        sessions[index].promote(token)
        guard sessions[index].current == token else {
            sessions[index].isOver = true
            return .json(401, #"{"message":"token theft detected"}"#, Self.removal)
        }
        let child = "st-refresh-\(number())"
        sessions[index].children.insert(child)
        return .json(200, "{}", issue(index, refresh: child, at: now))
    }

    /// Finds the session of an access token, and says whether the token still lives.
    private func place(_ token: String, at now: Date) -> (index: Int, isAlive: Bool)? {
        for (index, session) in sessions.enumerated() {
            if let access = session.access[token] { return (index, access.end > now) }
        }
        return nil
    }

    mutating func signOut(_ token: String, at now: Date) -> HTTPResponse {
        guard let place = place(token, at: now) else { return .json(401, #"{"message":"unauthorised"}"#) }
        guard place.isAlive else { return .json(401, #"{"message":"try refresh token"}"#) }
        sessions[place.index].isOver = true
        return .json(200, #"{"status":"OK"}"#, Self.removal)
    }

    mutating func look(_ token: String, at now: Date) -> HTTPResponse {
        if legacy.accepts(access: token, at: now) { return .json(200, #"{"user":"legacy"}"#) }
        guard let place = place(token, at: now) else { return .json(401, #"{"message":"unauthorised"}"#) }
        guard place.isAlive else { return .json(401, #"{"message":"try refresh token"}"#) }
        if sessions[place.index].isOver { return .json(401, #"{"message":"unauthorised"}"#, Self.removal) }
        if let refresh = sessions[place.index].access[token]?.refresh {
            sessions[place.index].promote(refresh)
        }
        return .json(200, #"{"user":"new"}"#)
    }

    mutating func refreshLegacy(_ form: [String: String], at now: Date) -> HTTPResponse {
        let end = now.addingTimeInterval(habits.legacyLifetime / .seconds(1))
        let life = Int(habits.legacyLifetime / .seconds(1))
        guard form["grant_type"] == "refresh_token", let token = form["refresh_token"] else {
            return .json(400, #"{"error":"invalid_request"}"#)
        }
        if !habits.legacyRotates, let access = legacy.renew(token, until: end) {
            return .json(200, #"{"access_token":"\#(access)","expires_in":\#(life)}"#)
        }
        guard
            let pair = legacy.refresh(token, until: end, toleratingReuse: habits.legacyToleratesReuse)
        else { return .json(400, #"{"error":"invalid_grant"}"#) }
        return .json(
            200,
            #"{"access_token":"\#(pair.access)","refresh_token":"\#(pair.refresh)","expires_in":\#(life)}"#
        )
    }

    mutating func revokeLegacy(_ form: [String: String]) -> HTTPResponse {
        guard let token = form["token"] else { return .json(400, #"{"error":"invalid_request"}"#) }
        legacyRevocations.append(token)
        legacy.revoke(token)
        return .json(200, "")
    }
}
