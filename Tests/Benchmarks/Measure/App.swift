import Carryover

/// An app at a provider on loopback.
enum App {
    /// A manager that is signed in.
    ///
    /// - Parameters:
    ///   - url: The server; nothing is sent before something is due.
    ///   - path: The path of its token endpoint.
    ///   - session: The number of the session, as the benchmark's server names it.
    ///   - lifetime: The life of the access token, in seconds.
    ///   - storage: Where the session is kept, as the configuration says it.
    static func manager(
        url: String = "http://127.0.0.1:1",
        path: String = "/token",
        session: Int = 0,
        lifetime: Int = 3600,
        storage: String = #"{"backend": "memory", "directory": "/tmp/carryover-measure"}"#
    ) async throws -> SessionManager {
        let configuration = try Configuration(
            json: Secret(
                """
                {"app": "measure\(session)",
                 "provider": {"kind": "token-exchange", "token_endpoint": "\(url)\(path)", "client_id": "measure"},
                 "storage": \(storage)}
                """
            )
        )
        let manager = SessionManager.make(configuration)
        try await signIn(manager, session: session, lifetime: lifetime)
        return manager
    }

    static func signIn(_ manager: SessionManager, session: Int, lifetime: Int) async throws {
        try await manager.signIn(
            with: Secret(
                """
                {"access_token": "at.\(session)", "refresh_token": "rt.\(session).0", "expires_in": \(lifetime)}
                """
            )
        )
    }
}
