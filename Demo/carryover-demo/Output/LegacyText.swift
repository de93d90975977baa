import Carryover
import FoundationEssentials

/// What a search of the legacy sources found, with the tokens as fingerprints.
enum LegacyText {
    static func text(_ result: LegacySearchResult) -> String {
        var lines: [String] = []
        for candidate in result.candidates {
            let credential = candidate.credential
            let tokens = [("access", credential.accessToken), ("refresh", credential.refreshToken)]
                .compactMap { name, token in token.map { "\(name) \(Fingerprint(of: $0))…" } }
            lines.append("\(verdict(candidate.verdict)): \(candidate.entry.place) (\(candidate.kind))")
            lines.append("  issuer   \(credential.effectiveIssuer ?? "-")")
            lines.append("  subject  \(credential.subject ?? "-")")
            lines.append("  tokens   \(tokens.joined(separator: ", "))")
            lines.append("  expires  \(credential.effectiveExpiry.map { RFC3339.text($0) } ?? "-")")
            if !result.looks[candidate.source].isWritable {
                lines.append("  stays    a rotated token cannot be written there, and perhaps nothing erased")
            }
        }
        lines += result.looks.filter { $0.outcome == .nothing }.map {
            "nothing there: \($0.location) (\($0.kind))"
        }
        lines += result.looks.filter { $0.outcome == .noLogin }.map {
            "there, but no login of this format: \($0.location) (\($0.kind))"
        }
        lines += (result.unreadable + result.malformed).map { "passed over: \($0)" }
        return lines.isEmpty ? "no source is configured" : lines.joined(separator: "\n")
    }

    static func json(_ result: LegacySearchResult) -> JSONValue {
        let found = result.candidates.map { candidate -> JSONValue in
            let credential = candidate.credential
            func fingerprint(_ token: Secret?) -> JSONValue {
                .optional(token.map { Fingerprint(of: $0).description })
            }
            return [
                "kind": .string(candidate.kind), "place": .string(candidate.entry.place),
                "verdict": .string(candidate.verdict.rawValue),
                "issuer": .optional(credential.effectiveIssuer),
                "subject": .optional(credential.subject),
                "client_id": .optional(credential.clientID),
                "source": .integer(Int64(candidate.source)),
                "expires_at": .optional(credential.effectiveExpiry.map { RFC3339.text($0) }),
                "access_token_fingerprint": fingerprint(credential.accessToken),
                "refresh_token_fingerprint": fingerprint(credential.refreshToken),
            ]
        }
        let passedOver = (result.unreadable + result.malformed).map { error -> JSONValue in
            [
                "place": .string(error.place), "reason": .string(error.reason.rawValue),
                "detail": .string(error.detail),
            ]
        }
        let sources = result.looks.map { look -> JSONValue in
            [
                "kind": .string(look.kind), "location": .string(look.location),
                "outcome": .string(look.outcome.rawValue), "writable": .bool(look.isWritable),
            ]
        }
        return ["found": .array(found), "passed_over": .array(passedOver), "sources": .array(sources)]
    }

    private static func verdict(_ verdict: LegacyCandidate.Verdict) -> String {
        switch verdict {
        case .usable: "would be used"
        case .inDoubt: "put off, a place that comes first could not be read"
        case .alreadyNew: "passed over, the new provider's own"
        case .otherIssuer: "passed over, from another issuer"
        case .otherClient: "passed over, another client's than the one that refreshes"
        case .senderConstrained: "passed over, bound to a key that only the old library has"
        case .endedHere: "passed over, its session was ended here"
        case .otherAccount: "passed over, another account's than the one that was ended or refused here"
        case .unseenAtEnd: "passed over, could not be read when the session was ended here"
        case .refusedBefore: "passed over, refused before"
        case .spent: "passed over, its refresh token was spent here"
        case .laterThanTheFirst: "passed over, another one comes first or is newer"
        }
    }
}
