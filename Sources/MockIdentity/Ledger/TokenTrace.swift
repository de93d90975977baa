import Foundation

/// Finds the tokens that requests and answers carry, and keeps their fingerprints.
enum TokenTrace {
    private static let bodyFields = [
        "access_token", "refresh_token", "id_token", "token", "subject_token", "actor_token", "assertion",
        "externalToken", "sessionJwt", "refreshJwt", "session_token", "session_jwt",
    ]
    private static let cookieNames = ["sAccessToken", "sRefreshToken", "DS", "DSR"]
    private static let headerNames = ["st-access-token", "st-refresh-token"]

    /// Returns the fingerprints of the tokens in a request.
    static func presented(by call: Call) -> [String: String] {
        var tokens: [String: String] = [:]
        tokens["authorization"] = credential(of: call)
        let fields = call.fields
        for name in bodyFields {
            tokens[name] = fields[name]
        }
        if let nested = call.json?["body"]?["access_token"]?.string {
            tokens["access_token"] = nested
        }
        let cookies = call.cookies
        for name in cookieNames {
            tokens[name] = cookies[name]
        }
        return fingerprints(tokens)
    }

    /// Descope puts a project and a token into one bearer; Stytch puts the token into the password of HTTP Basic.
    private static func credential(of call: Call) -> String? {
        guard let bearer = call.bearerToken else {
            let basic = call.basicCredentials
            return basic?.id.hasPrefix("public-token-") == true ? basic?.secret : nil
        }
        guard let colon = bearer.firstIndex(of: ":") else { return bearer }
        return String(bearer[bearer.index(after: colon)...])
    }

    /// Returns the fingerprints of the tokens in an answer.
    static func issued(by answer: Answer) -> [String: String] {
        var tokens: [String: String] = [:]
        for name in headerNames {
            tokens[name] = answer.headers[name]
        }
        for line in answer.headers.values(of: "set-cookie") {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2, cookieNames.contains(String(pair[0])) {
                tokens[String(pair[0])] = String(pair[1]).removingPercentEncoding
            }
        }
        if let object = JSONValue(parsing: answer.body)?.object {
            let members = object["data"]?.object ?? object
            for name in bodyFields {
                tokens[name] = members[name]?.string
            }
        }
        return fingerprints(tokens)
    }

    private static func fingerprints(_ tokens: [String: String]) -> [String: String] {
        tokens.filter { !$0.value.isEmpty }.mapValues(Fingerprint.of)
    }
}
