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
        switch keyring.error?.code {
        case StoreError.Code.noBus:
            return Finding(
                name,
                .skip,
                "\(kind), nobody answers: there is no desktop session",
                remedy: keyring.error?.remedy
            )
        case StoreError.Code.noLibrary:
            return Finding(name, .skip, "libsecret is not installed", remedy: keyring.error?.remedy)
        case StoreError.Code.connectionLost where keyring.process == nil:
            return Finding(
                failed: name,
                "\(kind): \(keyring.error?.detail ?? "")",
                remedy: "start the program inside the desktop session",
                isAboutStore: true
            )
        default: return Finding(name, .ok, "\(kind), it answers")
        }
    }
}
