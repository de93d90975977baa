import CarryoverCore

/// The two calls of Descope that an import needs.
struct AccessKeyService: Sendable {
    /// What Descope says of a key.
    enum Standing: Sendable, Equatable {
        case known(id: String)
        case notKnown
    }

    let project: DescopeProject
    let importEndpoint: Endpoint
    let exchangeEndpoint: Endpoint
    private let managementKey: Secret

    init(project: DescopeProject, managementKey: Secret) throws(DescopeProject.Invalid) {
        self.project = project
        self.managementKey = managementKey
        importEndpoint = try project.endpoint("v1/mgmt/accesskey/import")
        exchangeEndpoint = try project.endpoint("v1/auth/accesskey/exchange")
    }

    /// Imports keys in one call.
    ///
    /// - Returns: The identifiers of the keys that the answer names, in their order; `nil` for one that it does not.
    func importKeys(
        _ entries: [AccessKeyEntry],
        in context: ProviderContext
    ) async throws(ProviderError) -> [String?] {
        let body: JSONObject = ["keys": .array(entries.map(\.wire))]
        let response = try await context.send(project.request(importEndpoint, managementKey, body: body))
        guard response.isSuccess, let keys = response.jsonObject?["keys"]?.array else {
            throw DescopeErrors(response: response, endpoint: importEndpoint, context: context).management
        }
        let imported = keys.map { ($0.object?["name"]?.string, $0.object?["id"]?.string) }
        // The answer holds no keys, so that their order tells which is which; names need not be unique.
        if imported.count == entries.count, zip(imported, entries).allSatisfy({ $0.0 == $1.name }) {
            return imported.map(\.1)
        }
        return entries.map { entry in
            let ofThatName = imported.filter { $0.0 == entry.name }
            let isUnique = ofThatName.count == 1 && entries.count { $0.name == entry.name } == 1
            return isUnique ? ofThatName[0].1 : nil
        }
    }

    /// Asks whether a key is known, by exchanging it; the session that comes of it is forgotten.
    func standing(
        of entry: AccessKeyEntry,
        in context: ProviderContext
    ) async throws(ProviderError) -> Standing {
        let response = try await context.send(project.request(exchangeEndpoint, entry.cleartext))
        if response.isSuccess, let id = response.jsonObject?["keyId"]?.string { return .known(id: id) }
        let error = DescopeErrors(response: response, endpoint: exchangeEndpoint, context: context).credential
        guard error.kind == .refused else { throw error }
        return .notKnown
    }
}
