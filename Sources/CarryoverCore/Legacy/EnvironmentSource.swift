/// A credential in environment variables, which can be read and nothing else.
package struct EnvironmentSource: LegacySource {
    package let kind = "environment"
    package let isWritable = false
    private let access: String?
    private let refresh: String?
    private let variables: [String: String]

    /// - Parameters:
    ///   - access: The name of the variable that holds the access token.
    ///   - refresh: The name of the variable that holds the refresh token.
    ///   - variables: The environment.
    package init(access: String?, refresh: String?, variables: [String: String]) {
        self.access = access
        self.refresh = refresh
        self.variables = variables
    }

    package var location: String {
        [access, refresh].compactMap { $0.map { "$\($0)" } }.joined(separator: ", ")
    }

    package func find() async -> LegacyFinding {
        let texts = [access, refresh].map { name in name.flatMap { variables[$0] } ?? "" }
        guard texts.allSatisfy(LegacyTokenPlaces.isToken) else {
            return LegacyFinding(malformed: [
                LegacySourceError(.malformed, place: location, detail: "it is not a token")
            ])
        }
        let tokens = texts.map { $0.isEmpty ? nil : Secret($0) }
        let credential = LegacyCredential(accessToken: tokens[0], refreshToken: tokens[1])
        guard credential.isUsable else { return LegacyFinding() }
        return LegacyFinding(entries: [LegacyEntry(credential: credential, place: location)])
    }

    package func writeBack(
        _ rotated: LegacyCredential,
        replacing old: LegacyEntry
    ) async throws(LegacySourceError) {
        throw LegacySourceError(
            .readOnly,
            place: location,
            detail: "the environment belongs to another process"
        )
    }

    package func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        throw LegacySourceError(
            .readOnly,
            place: location,
            detail: "the environment belongs to another process"
        )
    }
}
