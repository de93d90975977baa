import CarryoverCore
import CarryoverStorage

/// Who provides the keyring, and whether it answers.
enum KeyringProviderCheck {
    private static let name = "keyring provider"

    static func finding(_ keyring: KeyringInspection?) -> Finding {
        guard let keyring else { return Finding(name, .skip, "no keyring is configured") }
        guard let process = keyring.process else {
            return Finding(name, .skip, "nobody provides one", remedy: keyring.error?.remedy)
        }
        let provider = "\(keyring.program ?? "a program without a name"), process \(process)"
        switch keyring.error?.code {
        case StoreError.Code.timedOut:
            return Finding(
                failed: name,
                "\(provider), does not answer",
                remedy: "look for a prompt it shows, or start it anew",
                isAboutStore: true
            )
        case StoreError.Code.providerFault, StoreError.Code.connectionLost:
            let detail = "\(provider): \(keyring.error?.detail ?? "")"
            return Finding(failed: name, detail, remedy: "start it anew", isAboutStore: true)
        default: return Finding(name, .ok, provider)
        }
    }
}
