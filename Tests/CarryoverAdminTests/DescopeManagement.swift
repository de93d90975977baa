import CarryoverCore
import CarryoverTesting
import Synchronization

/// Descope's management of access keys, as far as an import sees it: it does what it is told as often as it is told.
final class DescopeManagement: Sendable {
    struct State {
        /// What was imported, in order; a key that was imported twice stands here twice.
        var imported: [(name: String, cleartext: String)] = []
        /// Names that are refused, with everything that comes with them.
        var refusedNames: Set<String> = []
        /// Names that the answer leaves out.
        var silentNames: Set<String> = []
        /// Keys whose exchange is refused although they are known.
        var unusable: Set<String> = []
        /// How many bytes an import may have for what stands in front of the server, which else does nothing.
        var largestBody = Int.max
        /// What it answers to a larger one.
        var tooLarge = HTTPResponse(status: 413)
        /// What is answered to an import in the server's place, after it has done its work.
        var proxyAnswer: HTTPResponse?
        var importCalls = 0
        var exchanges = 0
    }

    let state = Mutex(State())

    var imported: [String] { state.withLock { $0.imported.map(\.cleartext) } }

    @Sendable func respond(_ request: HTTPRequest) -> HTTPResponse {
        guard case .bearer(let bearer) = request.authorization else { return answer(401, "E000000") }
        switch request.endpoint.target {
        case "/v1/mgmt/accesskey/import":
            return bearer.exposed == "P2abc:management" ? importKeys(request) : answer(401, "E061102")
        case "/v1/auth/accesskey/exchange": return exchange(String(bearer.exposed.dropFirst("P2abc:".count)))
        default: return HTTPResponse(status: 404)
        }
    }

    private func importKeys(_ request: HTTPRequest) -> HTTPResponse {
        let body = request.body.flatMap { try? JSONValue(parsing: $0) }?.object
        let keys = body?["keys"]?.array?.compactMap(\.object) ?? []
        return state.withLock { state in
            state.importCalls += 1
            let size = request.body?.withBytes { $0.count } ?? 0
            if size > state.largestBody { return state.tooLarge }
            let pairs = keys.map { ($0["name"]?.string ?? "", $0["cleartext"]?.string ?? "") }
            guard !pairs.contains(where: { state.refusedNames.contains($0.0) }) else {
                return answer(400, "E011003")
            }
            state.imported += pairs.map { (name: $0.0, cleartext: $0.1) }
            if let answer = state.proxyAnswer { return answer }
            let told = pairs.filter { !state.silentNames.contains($0.0) }.map { name, _ -> JSONValue in
                ["id": .string("K2-\(name)"), "name": .string(name)]
            }
            return json(200, ["keys": .array(told)])
        }
    }

    private func exchange(_ cleartext: String) -> HTTPResponse {
        state.withLock { state in
            state.exchanges += 1
            let key = state.imported.first { $0.cleartext == cleartext }
            guard let key, !state.unusable.contains(cleartext) else { return answer(401, "E062803") }
            return json(200, ["keyId": .string("K2-\(key.name)"), "sessionJwt": "a.b.c"])
        }
    }

    private func answer(_ status: Int, _ code: String) -> HTTPResponse {
        json(status, ["errorCode": .string(code), "errorDescription": "No"])
    }

    private func json(_ status: Int, _ object: JSONObject) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: ["Content-Type": "application/json"],
            body: Secret(bytes: JSONValue.object(object).serialized)
        )
    }
}
