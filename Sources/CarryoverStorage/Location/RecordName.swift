import Crypto

/// The names under which one account of one app is kept, none of which says who the account belongs to.
package struct RecordName: Sendable, Hashable {
    /// The app's identifier, such as `com.example.notes`.
    package let application: String
    /// A digest of application and account, 16 bytes.
    package let bytes: [UInt8]

    /// Derives the names.
    package init(application: String, account: String) {
        self.application = application
        // The lengths keep two different pairs from running into the same text.
        let text =
            "carryover record|\(application.utf8.count)|\(application)|\(account.utf8.count)|\(account)"
        bytes = Array(SHA256.hash(data: Array(text.utf8)).prefix(16))
    }

    /// The digest in hexadecimal: what names files and keyring items.
    package var digest: String { String(hexadecimal: bytes) }
    /// The encrypted record.
    package var dataFile: String { digest + ".session" }
    /// The lock around a refresh.
    package var flightFile: String { digest + ".lock" }
    /// The lock around one write.
    package var commitFile: String { digest + ".commit" }
    /// The last generation that was written.
    package var generationFile: String { digest + ".gen" }
    /// Which backend holds the record.
    package var markerFile: String { digest + ".backend" }
    /// The lock around a move from one backend to another.
    package var moveFile: String { digest + ".move" }
    /// The key of the encrypted record, in another folder.
    package var keyFile: String { digest + ".key" }
}
