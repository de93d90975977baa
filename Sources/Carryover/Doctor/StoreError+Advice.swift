import CarryoverCore

extension StoreError {
    /// What to do about it: what the store itself says or, where it says nothing, what helps as a rule.
    var advice: String {
        if let remedy { return remedy }
        return switch code {
        case .locked: "unlock the keyring"
        case .noLibrary, .brokenLibrary: "install libsecret (libsecret-1-0)"
        case .timedOut: "look for a prompt that waits for an answer, or start the keyring anew"
        case .connectionLost: "start the keyring anew, or sign in to the desktop again"
        case .providerFault: "start the keyring anew; if it stays so, report it to the keyring's makers"
        case .damaged: "restore the file from a backup, or sign in again, which puts it aside"
        case .fileSystem, .notDurable: "see what the system has to say of the disk and the folder"
        case .busy: "see which process holds the lock"
        default: "try once more; if it stays so, report it with this text"
        }
    }
}
