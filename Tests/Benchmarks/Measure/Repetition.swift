import AllocationCount
import Carryover
import Glibc

/// One thing, done so often: two runs of different length tell what one time costs, and nothing else does.
enum Repetition {
    private static let configuration = """
        {"app": "com.example.notes", "account": "default",
         "provider": {"kind": "token-exchange", "token_endpoint": "https://id.example.com/oauth/token",
                      "client_id": "notes", "audience": "urn:notes", "scope": "notes offline_access"},
         "legacy": {"issuer": "https://tenant.example.com/",
                    "sources": [{"kind": "json-file", "path": "/var/empty/auth \\u00e4.json"}],
                    "refresh": {"token_endpoint": "https://tenant.example.com/oauth/token", "client_id": "abc"},
                    "revoke": {"endpoint": "https://tenant.example.com/oauth/revoke", "client_id": "abc"}},
         "rollout": {"strategy": "rolling", "percentage": 12.5, "campaign": "2026"},
         "storage": {"backend": "memory", "directory": "/var/empty"}}
        """
    /// The example of RFC 7519 §3.1.
    private static let token = """
        eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcG\
        xlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
        """

    static func run(_ name: String, _ count: Int) async throws {
        let before: UInt
        switch name {
        case "peek":
            let manager = try await App.manager()
            before = allocation_count()
            _ = try HotPath.nanosecondsToRead(manager, count)
        case "token":
            let manager = try await App.manager()
            before = allocation_count()
            _ = try await HotPath.nanosecondsToAwait(manager, count)
        case "configuration":
            let text = Secret(configuration)
            before = allocation_count()
            for _ in 0..<count { _ = try Configuration(json: text) }
        case "sign-in":
            let manager = try await App.manager()
            let answer = Secret(#"{"access_token": "\#(token)", "refresh_token": "r", "expires_in": 3600}"#)
            before = allocation_count()
            for _ in 0..<count { try await manager.signIn(with: answer) }
        default: exit(2)
        }
        print("allocations", Double(allocation_count() - before) / Double(count))
    }
}
