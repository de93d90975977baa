import CarryoverCore

extension DescopeProject {
    /// Reads `project_id` and `base_url`.
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let id = try reader.required("project_id")
        let baseURL = try reader.endpoint("base_url")
        do {
            try self.init(id: id, baseURL: baseURL)
        } catch {
            throw reader.error(error)
        }
    }
}

extension DescopeProvider {
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let project = try DescopeProject(&reader)
        let sessionCookie = try reader.token("session_cookie")
        let refreshCookie = try reader.token("refresh_cookie")
        do {
            try self.init(project: project, sessionCookie: sessionCookie, refreshCookie: refreshCookie)
        } catch {
            throw reader.error(error)
        }
    }
}

extension DescopeAccessKeyProvider {
    init(_ reader: inout ConfigurationReader) throws(ConfigurationError) {
        let project = try DescopeProject(&reader)
        let accessKey = Secret(try reader.required("access_key"))
        do {
            try self.init(project: project, accessKey: accessKey)
        } catch {
            throw reader.error(error)
        }
    }
}

extension ConfigurationReader {
    fileprivate func error(_ error: DescopeProject.Invalid) -> ConfigurationError {
        switch error {
        case .id:
            ConfigurationError(
                path(of: "project_id"),
                "the project's identifier, such as P2abc…, is expected"
            )
        case .baseURL:
            ConfigurationError(path(of: "base_url"), "a URL that paths can be added to is expected")
        }
    }
}
