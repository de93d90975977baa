import CarryoverCore
import CarryoverStorage

/// Whether there is a session bus, and whether it answers.
enum SessionBusCheck {
    private static let name = "session bus"

    static func finding(_ keyring: KeyringInspection?, address: String?) -> Finding {
        guard let keyring else { return Finding(name, .skip, "no keyring is configured") }
        // The rest of an address can name a person's folder.
        let transport = address.map { String($0.prefix { $0 != ":" }) } ?? ""
        let kind = transport.isEmpty ? "no address in the environment" : "address of the kind \(transport)"
        // Somebody on the bus was found, or found not to be there.
        guard keyring.process == nil, !keyring.isBusAnswering, let error = keyring.error,
            error.code != .noProvider
        else {
            return Finding(name, .ok, "\(kind), it answers")
        }
        switch error.code {
        case .noBus:
            return Finding(
                name,
                .skip,
                "\(kind), nobody answers: there is no desktop session",
                remedy: error.remedy
            )
        case .noLibrary: return Finding(name, .skip, "not asked: libsecret is not installed")
        case .brokenLibrary: return Finding(name, .skip, "not asked: libsecret cannot be used")
        case .connectionLost:
            return Finding(
                failed: name,
                "\(kind): \(error.detail)",
                remedy: "start the program inside the desktop session",
                isAboutStore: true
            )
        case .timedOut:
            return Finding(
                failed: name,
                "\(kind), it does not answer",
                remedy: "see what keeps the bus, or sign in to the desktop again",
                isAboutStore: true
            )
        default:
            return Finding(name, .skip, "\(kind), not known: \(error.code.rawValue) (\(error.detail))")
        }
    }
}
