import FoundationEssentials

/// What the old provider knows of its tokens.
struct LegacyLogins {
    enum Standing {
        case current, spent
    }

    private struct Login {
        var access: [String: Date] = [:]
        var refresh: [String: Standing] = [:]
        var isOver = false
    }

    private var logins: [Login] = []
    private var count = 0

    mutating func open(until end: Date) -> (access: String, refresh: String) {
        logins.append(Login())
        return issue(in: logins.count - 1, until: end)
    }

    private mutating func issue(in index: Int, until end: Date) -> (access: String, refresh: String) {
        count += 1
        let pair = (access: "legacy-access-\(count)", refresh: "legacy-refresh-\(count)")
        logins[index].access[pair.access] = end
        logins[index].refresh[pair.refresh] = .current
        return pair
    }

    func accepts(access token: String, at now: Date) -> Bool {
        logins.contains { login in !login.isOver && (login.access[token].map { $0 > now } ?? false) }
    }

    /// New tokens for a refresh token, or `nil` where it is not taken.
    ///
    /// A spent one that is not tolerated looks stolen.
    mutating func refresh(
        _ token: String,
        until end: Date,
        toleratingReuse: Bool
    ) -> (access: String, refresh: String)? {
        guard let index = logins.firstIndex(where: { $0.refresh[token] != nil }), !logins[index].isOver else {
            return nil
        }
        if logins[index].refresh[token] == .spent, !toleratingReuse {
            logins[index].isOver = true
            return nil
        }
        logins[index].refresh[token] = .spent
        return issue(in: index, until: end)
    }

    /// A new access token for a refresh token that stays.
    mutating func renew(_ token: String, until end: Date) -> String? {
        guard let index = logins.firstIndex(where: { $0.refresh[token] == .current }), !logins[index].isOver
        else {
            return nil
        }
        count += 1
        logins[index].access["legacy-access-\(count)"] = end
        return "legacy-access-\(count)"
    }

    mutating func revoke(_ token: String) {
        for index in logins.indices
        where logins[index].refresh[token] != nil || logins[index].access[token] != nil {
            logins[index].isOver = true
        }
    }
}
