/// Steers the other servers from outside the process.
///
/// | request | does |
/// |---|---|
/// | `GET /__ledger` | `{"entries":[…],"counters":{…}}`; `?server=NAME` and `?since=SEQUENCE` narrow it |
/// | `GET`, `POST`, `DELETE /__faults` | lists, adds (one object or an array), removes and releases |
/// | `POST /__release` | lets hanging requests go on |
/// | `POST /__reset` | forgets everything but addresses and keys |
/// | `GET`, `POST /__clock` | `{"offset_seconds":N}` or `{"advance_seconds":N}` |
/// | `GET`, `POST /__settings` | the settings, or a part of them to change |
/// | `POST /__legacy/sign-in` | `{"subject","email","expires_in"?}` → a token answer as the old app stored it |
/// | `POST /__supertokens/revoke` | `{"handle"}`: ends a session as an administrator would |
/// | `POST /__descope/revoke`, `/__stytch/revoke`, `/__token-exchange/revoke` | `{"id"}`: the same |
/// | `GET /__state` | live and legacy sessions |
/// | `GET /__addresses` | where the servers listen |
package final class ControlServer: MockServer {
    /// The name, which no rule or record uses.
    package let name = ServerName.control

    private let mock: MockIdentity

    init(mock: MockIdentity) {
        self.mock = mock
    }

    /// Answers one request.
    package func answer(_ call: Call) async throws -> Answer {
        do {
            return .json(try await perform(call), outcome: "control")
        } catch let refusal as ControlRefusal {
            return .json(
                ["error": .string(refusal.message)],
                status: refusal.status,
                outcome: "control-refused"
            )
        } catch MockIdentityError.unknownSetting(let path) {
            return .json(
                ["error": .string("unknown setting \(path)")],
                status: 400,
                outcome: "control-refused"
            )
        } catch let error as DecodingError {
            return .json(["error": .string("\(error)")], status: 400, outcome: "control-refused")
        }
    }

    private func perform(_ call: Call) async throws -> JSONValue {
        switch (call.method, call.path) {
        case ("GET", "/__ledger"): return try ledger(call)
        case ("GET", "/__faults"): return ["faults": try JSONValue(encoding: mock.faults.pending)]
        case ("POST", "/__faults"): return try addFaults(call)
        case ("DELETE", "/__faults"): mock.faults.removeAll()
        case ("POST", "/__release"): mock.faults.release()
        case ("POST", "/__reset"): mock.reset()
        case ("GET", "/__clock"): break
        case ("POST", "/__clock"): try moveClock(call)
        case ("GET", "/__settings"): return try JSONValue(encoding: mock.settings)
        case ("POST", "/__settings"):
            let changes = try body(call)
            try mock.configure { $0 = try $0.applying(changes) }
            return try JSONValue(encoding: mock.settings)
        case ("POST", "/__legacy/sign-in"): return try await signIn(call)
        case ("POST", "/__supertokens/revoke"):
            mock.supertokens.revoke(handle: try string("handle", try body(call)))
        case ("POST", "/__descope/revoke"): mock.descope.revoke(id: try string("id", try body(call)))
        case ("POST", "/__stytch/revoke"): mock.stytch.revoke(id: try string("id", try body(call)))
        case ("POST", "/__token-exchange/revoke"):
            mock.tokenExchange.revoke(id: try string("id", try body(call)))
        case ("GET", "/__state"): return try state()
        case ("GET", "/__addresses"): return try JSONValue(encoding: mock.addresses)
        default: throw ControlRefusal(status: 404, message: "no such control: \(call.method) \(call.path)")
        }
        return ["ok": true, "offset_seconds": .double(mock.clock.offset)]
    }

    private func ledger(_ call: Call) throws -> JSONValue {
        let since = call.query["since"].flatMap(Int.init) ?? 0
        let server = call.query["server"]
        let entries = mock.ledger.entries.filter { entry in
            entry.sequence > since && (server == nil || server == entry.server.rawValue)
        }
        return [
            "entries": try JSONValue(encoding: entries),
            "counters": try JSONValue(encoding: mock.ledger.counters),
        ]
    }

    private func addFaults(_ call: Call) throws -> JSONValue {
        let value = try body(call)
        // All or none: a typing error in the second must not leave the first in force.
        let faults = try (value.array ?? [value]).map { try $0.decoded(as: Fault.self) }
        for fault in faults {
            mock.faults.add(fault)
        }
        return ["faults": try JSONValue(encoding: mock.faults.pending)]
    }

    private func moveClock(_ call: Call) throws {
        let value = try body(call)
        if let offset = value["offset_seconds"]?.number {
            mock.clock.offset = offset
        } else if let seconds = value["advance_seconds"]?.number {
            mock.clock.advance(by: seconds)
        } else {
            throw ControlRefusal(status: 400, message: "offset_seconds or advance_seconds is missing")
        }
    }

    private func signIn(_ call: Call) async throws -> JSONValue {
        let value = try body(call)
        let tokens = try await mock.signInLegacy(
            subject: try string("subject", value),
            email: try string("email", value),
            expiresIn: value["expires_in"]?.number
        )
        return try tokens.json
    }

    private func state() throws -> JSONValue {
        [
            "legacy_sessions": try JSONValue(encoding: mock.legacy.allSessions),
            "supertokens_sessions": try JSONValue(encoding: mock.supertokens.allSessions),
            "descope_sessions": try JSONValue(encoding: mock.descope.allSessions),
            "stytch_sessions": try JSONValue(encoding: mock.stytch.allSessions),
            "token_exchange_sessions": try JSONValue(encoding: mock.tokenExchange.allSessions),
            "descope_access_keys": .array(
                mock.descope.importedKeys.map { ["id": .string($0.id), "name": .string($0.name)] }
            ),
            "clock_offset_seconds": .double(mock.clock.offset),
        ]
    }

    private func body(_ call: Call) throws -> JSONValue {
        guard let json = call.json else { throw ControlRefusal(status: 400, message: "the body is not JSON") }
        return json
    }

    private func string(_ name: String, _ value: JSONValue) throws -> String {
        guard let text = value[name]?.string else {
            throw ControlRefusal(status: 400, message: "\(name) is missing")
        }
        return text
    }
}
