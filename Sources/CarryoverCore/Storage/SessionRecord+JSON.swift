import FoundationEssentials

/// The record's form in the store: JSON with members in snake case, unknown ones carried along.
extension SessionRecord {
    /// Why a stored text is not a record.
    package enum DecodingFailure: Error, Equatable {
        case damaged(String)
        case newerSchema(Int64)
    }

    private enum Member {
        static let known: Set<String> = [
            "schema", "lineage", "generation", "epoch", "provider", "session", "ending", "refresh_intent",
            "pause",
            "migration", "outbox", "legacy", "others", "rollout",
        ]
    }

    package init(payload: Secret) throws(DecodingFailure) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: payload)
        } catch {
            throw .damaged(error.description)
        }
        guard let object = json.object, let schema = object["schema"]?.integer else {
            throw .damaged("no schema")
        }
        guard schema <= Self.schema else { throw .newerSchema(schema) }
        guard let generation = object["generation"]?.integer, generation >= 0,
            let epoch = object["epoch"]?.integer, epoch >= 0
        else { throw .damaged("no generation") }
        self.init()
        lineage = object["lineage"]?.string
        self.generation = UInt64(generation)
        self.epoch = UInt64(epoch)
        providerKind = object["provider"]?.string
        session = try Self.member("session", of: object) { Session(json: $0) }
        ending = try Self.member("ending", of: object) { SessionEnding(json: $0) }
        refreshIntent = try Self.member("refresh_intent", of: object) { RefreshIntent(json: $0) }
        // One that cannot be made out is over.
        pause = object["pause"]?.object.flatMap { RefreshPause(json: $0) }
        migration =
            try Self.member("migration", of: object) { MigrationJournal(json: $0) } ?? MigrationJournal()
        legacy = try Self.member("legacy", of: object) { KeptLegacyCredential(json: $0) }
        passOver((object["others"]?.array ?? []).compactMap { CredentialMark(json: $0) })
        rollout = object["rollout"].map { RolloutRecord(json: $0) } ?? RolloutRecord()
        for element in object["outbox"]?.array ?? [] {
            guard let item = PendingRevocation(json: element) else { throw .damaged("outbox") }
            outbox.append(item)
        }
        for member in object.members where !Member.known.contains(member.name) {
            unknown[member.name] = member.value
        }
    }

    /// The lineage that a stored text names, also one of a newer schema; `nil` in what is none, or older than lineages.
    package static func lineage(of payload: Secret) -> String? {
        guard let json = try? JSONValue(parsing: payload) else { return nil }
        return json.object?["lineage"]?.string
    }

    private static func member<Value>(
        _ name: String,
        of object: JSONObject,
        _ read: (JSONObject) -> Value?
    ) throws(DecodingFailure) -> Value? {
        guard let json = object[name], json != .null else { return nil }
        guard let members = json.object, let value = read(members) else { throw .damaged(name) }
        return value
    }

    /// The text to store; the working copy of it is wiped.
    package var payload: Secret {
        var object: JSONObject = [
            "schema": .integer(Self.schema), "generation": .integer(generation), "epoch": .integer(epoch),
        ]
        object["lineage"] = lineage.map { .string($0) }
        object["provider"] = providerKind.map { .string($0) }
        object["session"] = session?.json
        object["ending"] = ending?.json
        object["refresh_intent"] = refreshIntent?.json
        object["pause"] = pause?.json
        object["migration"] = migration.json
        if !outbox.isEmpty { object["outbox"] = .array(outbox.map(\.json)) }
        object["legacy"] = legacy?.json
        if !others.isEmpty { object["others"] = .array(others.map(\.json)) }
        object["rollout"] = rollout.json
        for member in unknown.members { object[member.name] = member.value }
        var bytes = JSONValue.object(object).serialized
        defer { bytes.wipe() }
        return Secret(bytes: bytes)
    }
}

extension JSONValue {
    static func date(_ date: Date?) -> JSONValue? {
        date.map { .number(String($0.timeIntervalSince1970)) }
    }

    static func secret(_ secret: Secret?) -> JSONValue? {
        secret.map { .string($0.exposed) }
    }
}

extension JSONObject {
    func secret(_ name: String) -> Secret? { self[name]?.string.map { Secret($0) } }
    func date(_ name: String) -> Date? { self[name]?.double.map { Date(timeIntervalSince1970: $0) } }
}

extension Session {
    init?(json: JSONObject) {
        guard let access = json.secret("access_token") else { return nil }
        self.init(
            accessToken: access,
            refreshToken: json.secret("refresh_token"),
            issuer: json["issuer"]?.string,
            subject: json["subject"]?.string,
            scope: json["scope"]?.string,
            lifetime: json["lifetime"]?.object.flatMap { TokenLifetime(json: $0) },
            attributes: Dictionary(
                (json["attributes"]?.object?.members ?? []).compactMap { member in
                    member.value.string.map { (member.name, Secret($0)) }
                },
                uniquingKeysWith: { $1 }
            )
        )
    }

    var json: JSONValue {
        var object = JSONObject()
        object["access_token"] = .secret(accessToken)
        object["refresh_token"] = .secret(refreshToken)
        object["issuer"] = issuer.map { .string($0) }
        object["subject"] = subject.map { .string($0) }
        object["scope"] = scope.map { .string($0) }
        object["lifetime"] = lifetime?.json
        if !attributes.isEmpty {
            object["attributes"] = .object(
                JSONObject(attributes.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.exposed)) })
            )
        }
        return .object(object)
    }
}

extension TokenLifetime {
    init?(json: JSONObject) {
        guard let seconds = json["seconds"]?.double, seconds.isFinite, abs(seconds) < 1e12,
            let receivedAt = json.date("received_at"), let uptime = json["received_uptime"]?.double,
            uptime.isFinite, abs(uptime) < 1e12, let bootID = json["boot_id"]?.string
        else { return nil }
        self.init(
            duration: .seconds(seconds),
            receivedAt: receivedAt,
            receivedUptime: .seconds(uptime),
            bootID: bootID
        )
    }

    var json: JSONValue {
        [
            "seconds": .number(String(duration.inSeconds)), "received_at": .date(receivedAt) ?? .null,
            "received_uptime": .number(String(receivedUptime.inSeconds)), "boot_id": .string(bootID),
        ]
    }
}

extension SessionEnding {
    init?(json: JSONObject) {
        guard let reason = json["reason"]?.string.flatMap({ Reason(rawValue: $0) }), let at = json.date("at")
        else {
            return nil
        }
        self.init(
            reason: reason,
            at: at,
            code: json["code"]?.string,
            marks: (json["marks"]?.array ?? []).compactMap { CredentialMark(json: $0) },
            unseen: (json["unseen"]?.array ?? []).compactMap(\.string),
            isLocal: json["is_local"]?.bool ?? false
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["reason": .string(reason.rawValue)]
        object["at"] = .date(at)
        object["code"] = code.map { .string($0) }
        object["marks"] = .array(marks.map(\.json))
        object["unseen"] = unseen.isEmpty ? nil : .array(unseen.map { .string($0) })
        object["is_local"] = isLocal ? true : nil
        return .object(object)
    }
}

extension RefreshPause {
    init?(json: JSONObject) {
        guard let token = json["token"]?.string, let failures = json["failures"]?.integer, failures > 0,
            let until = json.date("until")
        else { return nil }
        self.init(token: Fingerprint(hex: token), failures: Int(clamping: failures), until: until)
    }

    var json: JSONValue {
        var object: JSONObject = ["token": .string(token.hex), "failures": .integer(failures)]
        object["until"] = .date(until)
        return .object(object)
    }
}

extension RefreshIntent {
    init?(json: JSONObject) {
        guard let token = json["token"]?.string, let startedAt = json.date("started_at") else { return nil }
        self.init(
            token: Fingerprint(hex: token),
            startedAt: startedAt,
            isLegacy: json["is_legacy"]?.bool ?? false
        )
    }

    var json: JSONValue {
        var object: JSONObject = ["token": .string(token.hex), "is_legacy": .bool(isLegacy)]
        object["started_at"] = .date(startedAt)
        return .object(object)
    }
}
