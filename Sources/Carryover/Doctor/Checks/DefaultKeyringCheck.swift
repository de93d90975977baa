import CarryoverStorage

/// Whether there is a default collection, and whether it is open.
enum DefaultKeyringCheck {
    private static let name = "default keyring"

    static func finding(_ keyring: KeyringInspection?) -> Finding {
        switch keyring?.collection {
        case .unlocked: Finding(name, .ok, "unlocked")
        case .locked:
            // KWallet says so of an open wallet too, so the round trip has the last word.
            Finding(
                name,
                .ok,
                "locked, or open to those only who ask",
                remedy: "unlock it if the store is locked"
            )
        case .absent:
            Finding(failed: name, "there is none", remedy: "create a default keyring", isAboutStore: true)
        case nil: Finding(name, .skip, keyring == nil ? "no keyring is configured" : "it could not be asked")
        }
    }
}
