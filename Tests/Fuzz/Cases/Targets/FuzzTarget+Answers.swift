import FoundationEssentials

@testable import CarryoverAdmin
@testable import CarryoverCore

extension FuzzTarget {
    /// A clock that stands still.
    private struct Clock: TimeSource {
        let wall = Date(timeIntervalSince1970: 1_795_000_000)
        let uptime = Duration.seconds(10_000)
        let bootID = "boot"
        func sleep(until deadline: Duration, tolerance: Duration) async throws {}
    }

    private static let statuses = [200, 302, 400, 401, 403, 404, 429, 503]

    /// Whole answers of every provider: the first byte is the status, a blank line ends the header, the rest is the body.
    static let answers = FuzzTarget("answers") { bytes in
        guard let first = bytes.first, let endpoint = try? Endpoint("https://server.example/token") else {
            return
        }
        let response = response(statuses[Int(first) % statuses.count], bytes.dropFirst())
        let time = Clock()
        let sessions = [
            SuperTokensAnswer(response).session(after: nil, mode: .header, at: time),
            SuperTokensAnswer(response).session(after: nil, mode: .cookie, at: time),
            DescopeAnswer(response)?.session(after: nil, cookies: .init(), at: time),
            StytchAnswer(response)?.session(after: nil, at: time),
            StytchAnswer(response)?.adopted(at: time),
            OAuthTokenAnswer(response.jsonObject)?.session(at: time, serverDate: response.date),
        ]
        for session in sessions {
            guard let session else { continue }
            precondition(!session.accessToken.isEmpty || session.refreshToken != nil, "a session of nothing")
            _ = session.lifetime?.remaining(at: time)
        }
        let error = ErrorTable.verdict(on: response, from: endpoint, now: time.wall)
        precondition(
            error.kind != .refused || [400, 401, 403].contains(response.status),
            "a session would end because of status \(response.status)"
        )
        precondition(ErrorTable.isPlainCode(error.code), "a code that is no word")
    }

    private static func response(_ status: Int, _ bytes: ArraySlice<UInt8>) -> HTTPResponse {
        var rest = bytes
        var fields: HTTPFields = [:]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: ":") else { break }
            fields.append(
                String(line[..<colon]),
                String(line[line.index(after: colon)...].drop { $0 == " " })
            )
        }
        return HTTPResponse(status: status, fields: fields, body: Secret(bytes: Array(rest)))
    }

    /// Files of access keys.
    static let csv = FuzzTarget("csv") { bytes in
        guard let entries = try? AccessKeyFile.entries(in: Secret(bytes: bytes)) else { return }
        for entry in entries {
            precondition(!entry.name.isEmpty && !entry.cleartext.isEmpty, "a key of nothing")
            precondition((try? JSONValue(parsing: entry.wire.serialized)) == entry.wire, "a key that changes")
        }
    }
}
