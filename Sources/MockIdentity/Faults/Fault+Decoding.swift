extension Fault {
    /// Reads a fault and refuses unknown keys, so that a misspelt detail is not taken for a harmless fault.
    package init(from decoder: any Decoder) throws {
        let members = try [String: JSONValue](from: decoder)
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "unknown key \(unknown)")
            )
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(try container.decode(FaultKind.self, forKey: .kind))
        server = try container.decodeIfPresent(ServerName.self, forKey: .server)
        path = try container.decodeIfPresent(String.self, forKey: .path) ?? "/"
        method = try container.decodeIfPresent(String.self, forKey: .method)
        times = try container.decodeIfPresent(Int.self, forKey: .times) ?? 1
        after = try container.decodeIfPresent(Int.self, forKey: .after) ?? 0
        status = try container.decodeIfPresent(Int.self, forKey: .status)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        contentType = try container.decodeIfPresent(String.self, forKey: .contentType)
        retryAfter = try container.decodeIfPresent(String.self, forKey: .retryAfter)
        headers = try container.decodeIfPresent([String: String].self, forKey: .headers)
        names = try container.decodeIfPresent([String].self, forKey: .names)
        location = try container.decodeIfPresent(String.self, forKey: .location)
        delaySeconds = try container.decodeIfPresent(Double.self, forKey: .delaySeconds)
        offsetSeconds = try container.decodeIfPresent(Double.self, forKey: .offsetSeconds)
        headerCase = try container.decodeIfPresent(String.self, forKey: .headerCase)
        bytes = try container.decodeIfPresent(Int.self, forKey: .bytes)
        reset = try container.decodeIfPresent(Bool.self, forKey: .reset)
    }
}
