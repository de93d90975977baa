import CarryoverCore
import FoundationEssentials

extension ProviderContract {
    private static let html = Secret("<!DOCTYPE html><html><body>Please accept the terms</body></html>")

    /// What comes in the place of an answer, and is never the provider's verdict.
    private var strangeAnswers: [(name: String, answer: HTTPResponse)] {
        var answers: [(String, HTTPResponse)] = [
            ("an empty 200", HTTPResponse(status: 200)),
            ("a 200 without tokens", .json(200, #"{"status":"OK"}"#)),
            ("a 200 that is cut short", .json(200, #"{"access_token":"abc"#)),
            ("a 200 of another kind", .json(200, "[1,2,3]")),
            ("a redirect", HTTPResponse(status: 302, fields: ["Location": "https://elsewhere.example/"])),
        ]
        for status in [200, 400, 401, 403, 404, 502] {
            answers.append(
                (
                    "HTML with status \(status)",
                    HTTPResponse(
                        status: status,
                        fields: ["Content-Type": "text/html; charset=utf-8"],
                        body: Self.html
                    )
                )
            )
            answers.append(
                ("HTML without a type and status \(status)", HTTPResponse(status: status, body: Self.html))
            )
        }
        for status in [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524, 530] {
            answers.append(("\(status)", HTTPResponse(status: status)))
            // Not even with words of the provider in it: such a status is about the server.
            answers.append(("\(status) with a refusal in it", wire.refusal(.refresh).with(status: status)))
        }
        return answers
    }

    private var transportFaults: [(code: TransportError.Code, mayHaveArrived: Bool)] {
        [
            (.unresolved, false), (.unreachable, false), (.tls, false), (.timedOut, true),
            (.connectionLost, true), (.responseTooLarge, true), (.malformedResponse, true),
            (.unavailable, false),
        ]
    }

    private var asked: [Operation] { Operation.allCases.filter { wire.operations.contains($0) } }

    func checkFaults() async throws {
        for operation in asked {
            for (name, answer) in strangeAnswers {
                let conversation = try await ask(operation, answer)
                // Whatever a server says to a sign-out with a 2xx that is no page, it has done it.
                let isDone = operation == .revoke && (200..<300).contains(answer.status) && !answer.isHTML
                if isDone { continue }
                let error = try conversation.error()
                try expect(error.kind == .transient, "\(operation.rawValue), \(name): \(error)")
            }
            for fault in transportFaults {
                let error = try await ask(operation) { request throws(TransportError) in
                    throw TransportError(
                        fault.code,
                        request: request,
                        detail: "scripted",
                        mayHaveArrived: fault.mayHaveArrived
                    )
                }.error()
                let isKept = error.code == fault.code.rawValue && error.mayHaveArrived == fault.mayHaveArrived
                try expect(error.kind == .transient && isKept, "\(operation.rawValue): \(error)")
            }
        }
    }

    func checkStatuses() async throws {
        for operation in asked {
            for status in 300...599 {
                let error: ProviderError
                do {
                    error = try await ask(operation, HTTPResponse(status: status)).error()
                } catch {
                    throw Breach(detail: "\(operation.rawValue), bare \(status): taken for a success")
                }
                // An exchange carries one credential only, so that a 401 can be about nothing else.
                let mayRefuse = operation == .exchange && status == 401
                try expect(
                    error.kind != .refused || mayRefuse,
                    "\(operation.rawValue), bare \(status): \(error)"
                )
            }
        }
    }

    func checkRetryAfter() async throws {
        let date = Self.httpDate(Self.time.wall)
        let later = Self.httpDate(Self.time.wall.addingTimeInterval(90))
        for operation in asked {
            for (value, seconds) in [("7", 7), (later, 90), ("soon", nil), ("-1", nil)]
                as [(String, Double?)]
            {
                let answer = HTTPResponse(status: 429, fields: ["Retry-After": value, "Date": date])
                let error = try await ask(operation, answer).error()
                try expect(
                    error.retryAfter?.inSeconds == seconds,
                    "\(operation.rawValue): \(error.retryAfter.map { "\($0)" } ?? "nothing") for \(value)"
                )
            }
        }
    }

    func checkOddities() async throws {
        let tokens = Self.tokens(2)
        for operation in asked where operation != .revoke {
            let plain = wire.success(operation, tokens)
            for offset in [-5.0, 0, 5] {
                var answer = plain.renamed { $0.uppercased() }
                answer.fields["DATE"] = Self.httpDate(Self.time.wall.addingTimeInterval(offset * 3600))
                let padding = String(repeating: "x", count: 8000)
                for number in 0..<100 { answer.fields.append("X-Padding-\(number)", padding) }
                let session = try await ask(operation, answer).session()
                try expect(session.accessToken.exposed == tokens.access, "another access token")
                let seconds = session.lifetime?.duration.inSeconds ?? 0
                try expect(
                    abs(seconds - Self.lifetime) < 5,
                    "\(operation.rawValue): with a Date \(offset) hours off it lives for \(seconds) seconds"
                )
            }
        }
    }

    func checkSecrecy() async throws {
        let echo = "refresh-token-1 legacy-access-token"
        let answers = ["error", "errorCode", "error_type", "message", "error_description"].map { name in
            HTTPResponse.json(400, JSONValue.object([name: .string(echo)]).text)
        }
        for operation in asked {
            for answer in answers {
                let conversation = try await ask(operation, answer)
                guard case .failure(let error) = conversation.result else { continue }
                let text = "\(error) \(conversation.requests) \(answer)"
                let isShown = ["refresh-token-1", "legacy-access-token"].contains { text.contains($0) }
                try expect(!isShown, "\(operation.rawValue): a token shows")
            }
        }
    }
}

extension HTTPResponse {
    /// A JSON answer.
    static func json(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, fields: ["Content-Type": "application/json"], body: Secret(text))
    }

    fileprivate func with(status: Int) -> HTTPResponse {
        HTTPResponse(status: status, fields: fields, body: body)
    }

    fileprivate func renamed(_ rename: (String) -> String) -> HTTPResponse {
        var answer = HTTPResponse(status: status, body: body)
        for field in fields { answer.fields.append(rename(field.name), field.value) }
        return answer
    }
}
