import FoundationEssentials

// The stored form of what belongs to the migration; the record puts it together.

extension MigrationJournal {
    init?(json: JSONObject) {
        guard let step = json["step"]?.string.flatMap({ MigrationStep(rawValue: $0) }) else { return nil }
        self.init(
            refused: Self.marks(json["refused"]),
            refusedAt: json.date("refused_at"),
            replaced: Self.marks(json["replaced"])
        )
        self.step = step
        idempotencyKey = json["idempotency_key"]?.string
        mark = CredentialMark(json: json["mark"])
        fromIssuer = json["from_issuer"]?.string
        startedAt = json.date("started_at")
        migratedAt = json.date("migrated_at")
        attempts = Int(clamping: json["attempts"]?.integer ?? 0)
        lastError = json["last_error"]?.string
        retryAt = json.date("retry_at")
        windowClosesAt = json.date("window_closes_at")
        isErased = json["is_erased"]?.bool ?? false
    }

    private static func marks(_ json: JSONValue?) -> [CredentialMark] {
        (json?.array ?? []).compactMap { CredentialMark(json: $0) }
    }

    var json: JSONValue {
        var object: JSONObject = ["step": .string(step.rawValue)]
        object["idempotency_key"] = idempotencyKey.map { .string($0) }
        object["mark"] = mark?.json
        object["replaced"] = replaced.isEmpty ? nil : .array(replaced.map(\.json))
        object["from_issuer"] = fromIssuer.map { .string($0) }
        object["started_at"] = .date(startedAt)
        object["migrated_at"] = .date(migratedAt)
        object["attempts"] = attempts == 0 ? nil : .integer(attempts)
        object["last_error"] = lastError.map { .string($0) }
        object["retry_at"] = .date(retryAt)
        object["refused"] = refused.isEmpty ? nil : .array(refused.map(\.json))
        object["refused_at"] = .date(refusedAt)
        object["window_closes_at"] = .date(windowClosesAt)
        object["is_erased"] = isErased ? true : nil
        return .object(object)
    }
}

extension PendingRevocation {
    init?(json: JSONValue) {
        guard let object = json.object, let id = object["id"]?.string,
            let enqueuedAt = object.date("enqueued_at")
        else { return nil }
        if let legacy = object["legacy"]?.object {
            self.init(id: id, target: .legacy(LegacyCredential(json: legacy)), enqueuedAt: enqueuedAt)
        } else if let session = object["session"]?.object.flatMap({ Session(json: $0) }) {
            self.init(id: id, target: .session(session), enqueuedAt: enqueuedAt)
        } else {
            return nil
        }
        notBefore = object.date("not_before")
        attempts = Int(clamping: object["attempts"]?.integer ?? 0)
        lastError = object["last_error"]?.string
    }

    var json: JSONValue {
        var object: JSONObject = ["id": .string(id)]
        switch target {
        case .legacy(let credential): object["legacy"] = credential.json
        case .session(let session): object["session"] = session.json
        }
        object["enqueued_at"] = .date(enqueuedAt)
        object["not_before"] = .date(notBefore)
        object["attempts"] = attempts == 0 ? nil : .integer(attempts)
        object["last_error"] = lastError.map { .string($0) }
        return .object(object)
    }
}

extension LegacyCredential {
    init(json: JSONObject) {
        self.init(
            accessToken: json.secret("access_token"),
            refreshToken: json.secret("refresh_token"),
            idToken: json.secret("id_token"),
            expiresAt: json.date("expires_at"),
            issuer: json["issuer"]?.string,
            clientID: json["client_id"]?.string
        )
    }

    var json: JSONValue {
        var object = JSONObject()
        object["access_token"] = .secret(accessToken)
        object["refresh_token"] = .secret(refreshToken)
        object["id_token"] = .secret(idToken)
        object["expires_at"] = .date(expiresAt)
        object["issuer"] = issuer.map { .string($0) }
        object["client_id"] = clientID.map { .string($0) }
        return .object(object)
    }
}

extension KeptLegacyCredential {
    init?(json: JSONObject) {
        guard let credential = json["credential"]?.object,
            let replaces = CredentialMark(json: json["replaces"])
        else {
            return nil
        }
        self.init(credential: LegacyCredential(json: credential), replaces: replaces)
    }

    var json: JSONValue { ["credential": credential.json, "replaces": replaces.json] }
}

extension RolloutRecord {
    init(json: JSONValue) {
        self.init()
        installationID = json.object?["installation_id"]?.string
        campaign = json.object?["campaign"]?.string
        cohort = json.object?["cohort"]?.string.flatMap { RolloutCohort(rawValue: $0) }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["installation_id"] = installationID.map { .string($0) }
        object["campaign"] = campaign.map { .string($0) }
        object["cohort"] = cohort.map { .string($0.rawValue) }
        return .object(object)
    }
}
