import Foundation
import Synchronization

extension DescopeServer {
    /// Exchanges an access key for a session token.
    func exchangeAccessKey(_ call: Call) async throws -> Answer {
        guard let accessKey = try credential(of: call).second else {
            throw DescopeFailure(
                status: 401,
                code: "E062802",
                description: "Missing access key",
                outcome: "access-key-missing"
            )
        }
        let options = try body(of: call)["loginOptions"]
        guard let id = keyID(of: accessKey) else {
            throw DescopeFailure(
                status: 401,
                code: "E062803",
                description: "Invalid access key",
                outcome: "access-key-refused"
            )
        }
        var extra: [String: JSONValue] = [:]
        if let claims = options?["customClaims"] { extra["nsec"] = claims }
        if let tenant = options?["selectedTenant"] { extra["dct"] = tenant }
        let token = try await sign(
            kind: "DS",
            subject: id,
            until: clock.now.addingTimeInterval(settings.accessKeySeconds),
            extra: extra
        )
        return .json(["keyId": .string(id), "sessionJwt": .string(token)], outcome: "access-key-exchanged")
    }

    private func keyID(of accessKey: String) -> String? {
        if settings.accessKeys.contains(accessKey) { return "K2" + Fingerprint.of(accessKey) }
        let (hash, now) = (Fingerprint.sha256(accessKey), clock.now)
        return importedKeys.first { $0.hash == hash && $0.expiresAt.map { $0 > now } ?? true }?.id
    }

    /// Imports access keys that were issued elsewhere.
    ///
    /// All of a request is checked before any of it is done.
    func importAccessKeys(_ call: Call) throws -> Answer {
        let settings = settings
        if settings.largestImport > 0, call.body.count > settings.largestImport {
            let page = Data("<html><h1>413 Request Entity Too Large</h1></html>".utf8)
            return Answer(status: 413, body: page, contentType: "text/html", outcome: "too-large")
        }
        guard try credential(of: call).second == settings.managementKey else {
            throw DescopeFailure(
                status: 401,
                code: "E061102",
                description: "Invalid management key",
                outcome: "management-key-refused"
            )
        }
        guard let entries = try body(of: call)["keys"]?.array, !entries.isEmpty else {
            throw DescopeFailure.missingArguments
        }
        guard settings.importLimit == 0 || entries.count <= settings.importLimit else {
            throw DescopeFailure.malformed
        }
        let keys = try entries.map { try accessKey($0) }
        accessKeys.withLock { $0 += keys }
        return .json(
            ["keys": .array(keys.map { .object($0.description) })],
            outcome: "access-keys-imported"
        )
    }

    private func accessKey(_ entry: JSONValue) throws -> DescopeAccessKey {
        func required(_ name: String) throws -> String {
            guard let text = entry[name]?.string, !text.isEmpty else {
                throw DescopeFailure(
                    status: 400,
                    code: "E011003",
                    description: "Request is invalid",
                    message: "The \(name) field is required",
                    outcome: "bad-request"
                )
            }
            return text
        }
        let name = try required("name")
        let roles = entry["roleNames"]?.array?.compactMap(\.string) ?? []
        guard settings.knownRoles.isEmpty || roles.allSatisfy({ settings.knownRoles.contains($0) }) else {
            throw DescopeFailure(
                status: 400,
                code: "E011003",
                description: "Request is invalid",
                message: "No such role",
                outcome: "role-unknown"
            )
        }
        let cleartext = try required("cleartext")
        // A 64-bit number of protobuf is a string in JSON, and a plain number is accepted as well.
        let expireTime =
            entry["expireTime"]?.number ?? entry["expireTime"]?.string.flatMap { Double($0) } ?? 0
        let id = "K2" + identifiers.hex(12)
        var description: [String: JSONValue] = [
            "id": .string(id), "name": .string(name), "status": "active",
            "createdTime": .int(Int(clock.now.timeIntervalSince1970)), "expireTime": .int(Int(expireTime)),
            "createdBy": "M2mock", "clientId": .string(identifiers.base64URL(12)),
            "boundUserId": entry["userId"] ?? "", "editable": true,
        ]
        for (name, empty) in [
            ("roleNames", [] as JSONValue), ("keyTenants", []), ("customClaims", [:]), ("description", ""),
            ("permittedIps", []), ("customAttributes", [:]),
        ] {
            description[name] = entry[name] ?? empty
        }
        return DescopeAccessKey(
            id: id,
            name: name,
            hash: Fingerprint.sha256(cleartext),
            expiresAt: expireTime > 0 ? Date(timeIntervalSince1970: expireTime) : nil,
            description: description
        )
    }
}
