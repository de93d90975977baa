import CarryoverCore
import CarryoverStorage

/// Who provides the keyring, and whether it answers.
enum KeyringProviderCheck {
    private static let name = "keyring provider"

    static func finding(_ keyring: KeyringInspection?) -> Finding {
        guard let keyring else { return Finding(name, .skip, "no keyring is configured") }
        guard let process = keyring.process else {
            // A bus that holds back what it is to hand on waits for whom it has started.
            if keyring.isBusAnswering, keyring.error?.code == .timedOut {
                return Finding(
                    failed: name,
                    "the bus starts one, which does not come up",
                    remedy: "look for a prompt it shows, or start it anew",
                    isAboutStore: true
                )
            }
            return finding(withoutProcess: keyring.error)
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

    /// That no process is known is proof of nothing by itself.
    private static func finding(withoutProcess error: StoreError?) -> Finding {
        guard let error else { return Finding(name, .ok, "it answers; the bus does not say who it is") }
        switch error.code {
        case .noProvider, .noBus: return Finding(name, .skip, "nobody provides one", remedy: error.remedy)
        case .noLibrary:
            return Finding(name, .skip, "not asked: libsecret is not installed", remedy: error.remedy)
        case .brokenLibrary:
            return Finding(
                failed: name,
                "not asked: libsecret cannot be used (\(error.detail))",
                remedy: error.advice,
                isAboutStore: true
            )
        default:
            let detail = "not known: \(error.code.rawValue) (\(error.detail))"
            return Finding(name, .skip, detail, remedy: error.advice)
        }
    }
}
