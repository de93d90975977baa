import CarryoverCore
import CarryoverTesting
import FoundationEssentials
import Synchronization

/// The old and the new provider, as they answer on the wire: just enough of both to be fooled or angered.
final class Servers: Sendable {
    /// What a test can change about them.
    struct Habits {
        var accessLifetime: Duration = .seconds(3600)
        var legacyLifetime: Duration = .seconds(3600)
        /// Whether the old provider takes a spent refresh token once more, as long as its successor is unused.
        var legacyToleratesReuse = true
        var legacyRotates = true
    }

    struct State {
        var habits = Habits()
        var legacy = LegacyLogins()
        var sessions: [NewSession] = []
        var exchanges: [String: Int] = [:]
        var legacyRevocations: [String] = []
        var nextToken = 0
    }

    let time: ManualTimeSource
    let state = Mutex(State())

    init(time: ManualTimeSource) {
        self.time = time
    }

    static let api = "https://api.example"
    static let old = "https://legacy.example"

    /// Lets somebody sign in at the old provider.
    func signInAtOld(lifetime: Duration? = nil) -> LegacyCredential {
        let now = time.wall
        return state.withLock { state in
            let life = lifetime ?? state.habits.legacyLifetime
            let pair = state.legacy.open(until: now.addingTimeInterval(life / .seconds(1)))
            return LegacyCredential(
                accessToken: Secret(pair.access),
                refreshToken: Secret(pair.refresh),
                expiresAt: now.addingTimeInterval(life / .seconds(1)),
                issuer: Servers.old
            )
        }
    }

    /// What the old app has after it has refreshed a login once more.
    func renewed(_ credential: LegacyCredential) -> LegacyCredential {
        let end = time.wall.addingTimeInterval(3600)
        let pair = state.withLock { state in
            state.legacy.refresh(credential.refreshToken?.exposed ?? "", until: end, toleratingReuse: false)
        }
        return LegacyCredential(
            accessToken: pair.map { Secret($0.access) },
            refreshToken: pair.map { Secret($0.refresh) },
            expiresAt: end,
            issuer: Servers.old
        )
    }

    /// The legacy tokens that somebody asked to be revoked, in order.
    var legacyRevocations: [String] { state.withLock { $0.legacyRevocations } }

    /// The number of the new provider's sessions that are not over.
    var openSessions: Int { state.withLock { $0.sessions.count { !$0.isOver } } }

    /// Whether a legacy token still works.
    func accepts(_ credential: LegacyCredential) -> Bool {
        let now = time.wall
        return state.withLock { state in
            credential.accessToken.map { state.legacy.accepts(access: $0.exposed, at: now) } ?? false
        }
    }

    func change(_ body: @Sendable (inout Habits) -> Void) {
        state.withLock { body(&$0.habits) }
    }

    @Sendable func respond(to request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let now = time.wall
        let (url, body) = (request.endpoint.url, request.body?.exposed ?? "")
        let bearer: String? =
            if case .bearer(let token) = request.authorization { token.exposed } else { nil }
        return state.withLock { state in
            switch url {
            case "\(Self.old)/oauth/token": state.refreshLegacy(Self.form(body), at: now)
            case "\(Self.old)/oauth/revoke": state.revokeLegacy(Self.form(body))
            case "\(Self.api)/migrate-session":
                state.exchange(
                    bearer ?? Self.member("access_token", of: body),
                    request.fields["Idempotency-Key"],
                    at: now
                )
            case "\(Self.api)/auth/session/refresh": state.refresh(bearer ?? "", at: now)
            case "\(Self.api)/auth/signout": state.signOut(bearer ?? "", at: now)
            case "\(Self.api)/me": state.look(bearer ?? "", at: now)
            default: HTTPResponse(status: 404, body: Secret("{}"))
            }
        }
    }

    private static func form(_ body: String) -> [String: String] {
        let pairs = body.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { $1 }
    }

    private static func member(_ name: String, of body: String) -> String? {
        (try? JSONValue(parsing: Array(body.utf8)))?.object?[name]?.string
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ text: String, _ fields: HTTPFields = [:]) -> HTTPResponse {
        var fields = fields
        fields["Content-Type"] = "application/json"
        return HTTPResponse(status: status, fields: fields, body: Secret(text))
    }
}
