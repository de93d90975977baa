import Carryover

/// What the app of a story is configured with; changed between its starts as a release would change it.
struct StoryConfiguration: Sendable {
    /// The ready configuration that the servers announced.
    let ready: JSONObject
    let stateFolder: String
    /// The port that everything leads to while there is no network; nobody listens there.
    let deadPort: UInt16
    var isNetworkUp = true
    var percentage: Int?
    var usesKeyring = false

    var json: JSONValue {
        var object = ready
        object["app"] = "notes"
        if var legacy = object["legacy"]?.object {
            legacy["sources"] = [["kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"]]
            object["legacy"] = .object(legacy)
        }
        // Without a keyring of its own a story must not touch the user's.
        object["storage"] = [
            "backend": usesKeyring ? "keyring" : "file", "directory": .string(stateFolder),
        ]
        if let percentage {
            object["rollout"] = [
                "strategy": "rolling", "campaign": "autumn", "percentage": .integer(percentage),
            ]
        }
        return isNetworkUp ? .object(object) : cutOff(.object(object), name: "")
    }

    /// The same with every address leading nowhere; the issuer is a name, not an address.
    private func cutOff(_ value: JSONValue, name: String) -> JSONValue {
        switch value {
        case .object(let object):
            .object(JSONObject(object.members.map { ($0.name, cutOff($0.value, name: $0.name)) }))
        case .array(let array): .array(array.map { cutOff($0, name: name) })
        case .string(let text) where name != "issuer": .string(withDeadPort(text))
        default: value
        }
    }

    private func withDeadPort(_ text: String) -> String {
        let prefix = "http://127.0.0.1:"
        guard text.hasPrefix(prefix) else { return text }
        return prefix + String(deadPort) + text.dropFirst(prefix.count).drop { $0.isNumber }
    }
}
