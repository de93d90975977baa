import Foundation

extension FaultPlan {
    /// The answer that is given without any work, if a fault asks for one.
    var answerInstead: Answer? {
        for fault in faults {
            switch fault.kind {
            case .status: return statusAnswer(fault)
            case .captivePortal: return captivePortal(fault)
            case .empty: return Answer(status: fault.status ?? 200, outcome: "fault-empty")
            case .withoutTokens: return .json(["status": "OK"], outcome: "fault-without-tokens")
            case .redirect:
                var answer = Answer(status: fault.status ?? 307, outcome: "fault-redirect")
                answer.headers.set("location", fault.location ?? "/")
                return answer
            default: continue
            }
        }
        return nil
    }

    /// Applies the faults that change an answer.
    func apply(to answer: inout Answer) {
        for fault in faults {
            switch fault.kind {
            case .statusAfterwards: replace(&answer, by: statusAnswer(fault))
            case .stripTokens: stripTokens(&answer)
            case .tokenCookies: moveTokensToCookies(&answer)
            case .dropEmptyHeaders: answer.headers.removeAll { $0.value.isEmpty }
            case .dropHeaders:
                for name in fault.names ?? [] {
                    answer.headers.remove(name)
                }
            case .setHeaders:
                for (name, value) in (fault.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
                    answer.headers.set(name, value)
                }
            case .hugeHeaders:
                // Many lines and none beyond 8 000 bytes, so that it is the sum that is huge.
                var left = fault.bytes ?? 100_000
                var number = 0
                while left > 0 {
                    number += 1
                    answer.headers.add("x-padding-\(number)", String(repeating: "x", count: min(left, 8_000)))
                    left -= 8_000
                }
            case .headerCase:
                answer.headers.renameAll { HeaderCase(fault.headerCase).apply(to: $0) }
            default: continue
            }
        }
    }

    private func statusAnswer(_ fault: Fault) -> Answer {
        var answer = Answer(
            status: fault.status ?? 503,
            body: Data((fault.body ?? "").utf8),
            contentType: fault.contentType ?? "application/json",
            outcome: "fault-status"
        )
        if let retryAfter = fault.retryAfter {
            answer.headers.set("retry-after", retryAfter)
        }
        for (name, value) in fault.headers ?? [:] {
            answer.headers.set(name, value)
        }
        return answer
    }

    /// Puts another answer in the place of the one that the work came to; the ledger keeps what happened.
    private func replace(_ answer: inout Answer, by other: Answer) {
        let (date, outcome) = (answer.headers["date"], answer.outcome)
        answer = other
        answer.outcome = outcome
        if let date { answer.headers.set("date", date) }
    }

    private func captivePortal(_ fault: Fault) -> Answer {
        let page = """
            <!DOCTYPE html><html><head><title>Welcome</title></head>\
            <body><h1>Please accept the terms to use this network</h1></body></html>
            """
        return Answer(
            status: fault.status ?? 200,
            body: Data((fault.body ?? page).utf8),
            contentType: "text/html; charset=utf-8",
            outcome: "fault-captive-portal"
        )
    }

    private func stripTokens(_ answer: inout Answer) {
        for name in ["st-access-token", "st-refresh-token", "front-token", "anti-csrf", "set-cookie"] {
            answer.headers.remove(name)
        }
        if var members = JSONValue(parsing: answer.body)?.object {
            for name in members.keys where Self.isToken(name) {
                members[name] = nil
            }
            if let inner = members["data"]?.object {
                members["data"] = .object(inner.filter { !Self.isToken($0.key) })
            }
            answer.body = JSONValue.object(members).data
        }
    }
}
