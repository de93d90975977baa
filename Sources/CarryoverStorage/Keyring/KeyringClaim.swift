/// What a provider means by calling its default collection locked.
package enum KeyringClaim: Sendable, CaseIterable {
    /// It is locked: a prompt would be one for a person.
    case isTrue
    /// It is open, and says so to those only who ask: KWallet's prompt for that answers itself.
    case isOpenToWhoAsks
    /// Nobody knows.
    case isUnproven

    /// Providers whose word is good, by the name that the kernel has for their process, cut at 15 bytes.
    ///
    /// KDE's ksecretd is none of them: like KWallet it calls a wallet that the session opened locked until a
    /// client's prompt has come back, and unlike KWallet it has nothing on the bus that tells whether it is open.
    private static let truthful: Set<String> = ["gnome-keyring-d", "keepassxc", "oo7-daemon"]

    /// Providers that search a locked collection without a dialog, and find what is in it.
    private static let quiet: Set<String> = ["gnome-keyring-d", "kwalletd5", "kwalletd6", "ksecretd"]

    /// Providers whose sessions have the key that libsecret has, also where it begins with a zero byte.
    private static let precise: Set<String> = ["gnome-keyring-d", "keepassxc", "oo7-daemon"]

    /// Whether what a provider takes and gives is known to be read with the same key at both ends.
    package static func agreesOnKeys(_ program: String?) -> Bool {
        program.map(precise.contains) == true
    }

    /// Whether a provider may be searched before it is known whether it is locked.
    package static func isQuietWhileLocked(_ program: String?) -> Bool {
        program.map(quiet.contains) == true
    }

    /// Judges a provider by its program.
    package init(ofProgram name: String?) {
        self = name.map(Self.truthful.contains) == true ? .isTrue : .isUnproven
    }
}
