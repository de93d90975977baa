import CarryoverCore

extension StytchProvider {
    private enum Mode: String, CaseIterable {
        case backend, attest
    }

    /// A month: what people expect of an app that they have installed.
    private static let usualMinutes = 43_200.0

    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        guard let mode = try reader.word("mode", Mode.self) else {
            throw ConfigurationError(reader.path(of: "mode"), "is missing")
        }
        let migration: StytchMigration
        switch mode {
        case .backend: migration = .backend(try reader.requiredEndpoint("migrate_url"))
        case .attest:
            let token = try reader.word("legacy_token", StytchMigration.AttestedToken.self) ?? .automatic
            migration = .attest(profileID: try reader.required("profile_id"), token: token)
        }
        let publicToken = try reader.required("public_token")
        let baseURL = try reader.endpoint("base_url")
        let range = Double(Self.durations.lowerBound)...Double(Self.durations.upperBound)
        let minutes = try reader.number("session_duration_minutes", in: range) ?? Self.usualMinutes
        guard let wholeMinutes = Int(exactly: minutes) else {
            throw ConfigurationError(
                reader.path(of: "session_duration_minutes"),
                "a whole number is expected"
            )
        }
        let sessionEnd = try reader.word("session_end", SessionEnd.self) ?? .fixed
        let organizationID = try reader.nonEmpty("organization_id")
        let applicationID = try reader.nonEmpty("application_id")
        do {
            let project = try StytchProject(
                publicToken: publicToken,
                baseURL: baseURL,
                organizationID: organizationID,
                applicationID: applicationID
            )
            try self.init(
                project: project,
                migration: migration,
                durationMinutes: wholeMinutes,
                sessionEnd: sessionEnd
            )
        } catch {
            throw reader.error(error)
        }
    }
}

extension ConfigurationReader {
    fileprivate func error(_ error: StytchProject.Invalid) -> ConfigurationError {
        switch error {
        case .publicToken:
            ConfigurationError(path(of: "public_token"), "the project's public token is expected")
        case .baseURL:
            ConfigurationError(path(of: "base_url"), "a URL that paths can be added to is expected")
        }
    }

    fileprivate mutating func nonEmpty(_ key: String) throws(ConfigurationError) -> String? {
        guard let text = try string(key) else { return nil }
        guard !text.isEmpty else { throw ConfigurationError(path(of: key), "must not be empty") }
        return text
    }
}
