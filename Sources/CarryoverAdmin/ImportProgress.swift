import CarryoverCore

/// How far an import has come: by the keys' fingerprints, never by the keys.
struct ImportProgress: Sendable, Equatable {
    /// What is known of a key.
    enum Mark: Sendable, Equatable {
        /// It was sent, and the answer is not known.
        case sent
        /// It was imported, under this identifier.
        case imported(id: String)
    }

    private var marks: [String: Mark] = [:]

    subscript(fingerprint: Fingerprint) -> Mark? {
        get { marks[fingerprint.hex] }
        set { marks[fingerprint.hex] = newValue }
    }

    init() {}

    /// Reads what was noted, or returns `nil` where it is something else.
    init?(_ content: Secret) {
        guard let json = (try? JSONValue(parsing: content))?.object, json["version"]?.integer == 1,
            let keys = json["keys"]?.object
        else { return nil }
        for member in keys.members {
            guard let id = member.value.string else { return nil }
            marks[member.name] = id.isEmpty ? .sent : .imported(id: id)
        }
    }

    /// What is noted.
    var content: Secret {
        var keys: [(String, JSONValue)] = []
        for (fingerprint, mark) in marks.sorted(by: { $0.key < $1.key }) {
            switch mark {
            case .sent: keys.append((fingerprint, ""))
            case .imported(let id): keys.append((fingerprint, .string(id)))
            }
        }
        let json: JSONObject = ["version": 1, "keys": .object(JSONObject(keys))]
        return Secret(bytes: JSONValue.object(json).serialized)
    }
}
