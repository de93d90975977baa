import CarryoverStorage

/// How secrets travel between the provider and this process.
enum KeyringSessionCheck {
    private static let name = "keyring session"

    static func finding(_ keyring: KeyringInspection?) -> Finding {
        guard let algorithm = keyring?.algorithm else {
            return Finding(name, .skip, keyring == nil ? "no keyring is configured" : "there is none")
        }
        guard algorithm != "plain" else {
            return Finding(name, .ok, "plain: whoever may listen on the session bus can read secrets")
        }
        return Finding(name, .ok, algorithm)
    }
}
