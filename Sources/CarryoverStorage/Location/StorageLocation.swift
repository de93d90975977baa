import Glibc

/// Where the files of an app lie (XDG Base Directory Specification 0.8).
///
/// A variable that is empty or relative is ignored, as the specification asks. Without `HOME` the user
/// database names the home; a folder for temporary files is never used.
package struct StorageLocation: Sendable, Equatable {
    /// The record, its locks and its marker: `$XDG_STATE_HOME/<app>`.
    package let directory: String
    /// The key of the encrypted record: `$XDG_DATA_HOME/<app>`, or one level below it where that is the folder of the
    /// record.
    package let keyDirectory: String
    /// The service manager's credential for the encrypted record, when it hands any out.
    package let credential: String?

    /// The name under which a service unit can give the key: `LoadCredential=carryover-key:…`.
    package static let credentialName = "carryover-key"

    /// Finds the places.
    ///
    /// - Parameters:
    ///   - application: The app's identifier, such as `com.example.notes`.
    ///   - directory: A folder for the record instead of the usual one; it must be absolute.
    ///   - environment: The process's environment.
    ///   - home: The home of the user database, asked for when the environment names none.
    /// - Returns: `nil` when there is no home at all.
    package init?(
        application: String,
        directory: String? = nil,
        environment: [String: String],
        home: () -> String? = StorageLocation.homeOfUser
    ) {
        func absolute(_ path: String?) -> String? {
            path.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        func base(_ variable: String, _ standard: String) -> String? {
            absolute(environment[variable])
                ?? (absolute(environment["HOME"]) ?? absolute(home())).map { "\($0)/\(standard)" }
        }
        let folder = Self.folderName(for: application)
        guard
            let directory = absolute(directory)
                ?? base("XDG_STATE_HOME", ".local/state").map({ "\($0)/\(folder)" }),
            let data = base("XDG_DATA_HOME", ".local/share")
        else { return nil }
        self.directory = directory
        keyDirectory = "\(data)/\(folder)"
        credential = absolute(environment["CREDENTIALS_DIRECTORY"]).map { "\($0)/\(Self.credentialName)" }
    }

    /// The app's own name where it is a plain file name, and a digest of it otherwise.
    private static func folderName(for application: String) -> String {
        let isPlain =
            !application.isEmpty && application.utf8.count <= 100 && !application.hasPrefix(".")
            && application.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isPlain ? application : "app-" + RecordName(application: application, account: "").digest
    }

    /// The home that the user database has for the present user.
    package static func homeOfUser() -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let result = unsafe getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found)
        guard result == 0, unsafe found != nil, let home = unsafe entry.pw_dir else { return nil }
        return unsafe String(cString: home)
    }
}
