package import CarryoverCore

/// Decides which backend holds the record.
///
/// A session moves to a stronger place by itself, and to a weaker one only by somebody's word; it moves whole.
package struct BackendChoice: Sendable {
    /// What the app, or the user through its configuration, has asked for.
    package enum Wish: Sendable {
        /// The keyring, and the file where it is proven that there is no keyring.
        case best
        /// The keyring and nothing else.
        case keyring
        /// The file: this is the word that a session may leave the keyring for it.
        case file
    }

    /// What was found out about the keyring.
    package enum Keyring: Sendable {
        /// It was reached and can be searched.
        case usable
        /// It is proven that there is none: no bus, no provider, no library.
        case provenAbsent(StoreError)
        /// It is locked, silent or at fault: that proves nothing.
        case unusable(StoreError)

        /// Sorts an error by what it proves.
        package init(_ error: StoreError) {
            let proofs: [StoreError.Code] = [.noBus, .noProvider, .noLibrary]
            self = proofs.contains(error.code) ? .provenAbsent(error) : .unusable(error)
        }
    }

    /// What to do.
    package enum Decision: Sendable {
        /// Use the keyring, whatever it says about itself.
        case keyring
        /// Use the file; `notice` is why there is no keyring, when nobody was told yet.
        case file(notice: StoreError?)
        /// Copy the record to this backend, then use that.
        ///
        /// Where both hold one, the higher generation counts if both are versions of one record, and if they were begun
        /// apart that of the place that the note names; without a note it is the higher generation again.
        case move(StoreDescription.Backend)
        /// Use nothing: where the record is, or may be, it cannot be had now.
        case refuse(StoreError)
    }

    /// What was asked for.
    package var wish: Wish
    /// The backend that the marker names, or `nil` without a marker.
    package var marked: StoreDescription.Backend?
    /// What was found out about the keyring.
    package var keyring: Keyring
    /// Whether there is a record in the file.
    package var isFilePresent: Bool

    /// Creates the facts of a decision.
    package init(
        wish: Wish = .best,
        marked: StoreDescription.Backend?,
        keyring: Keyring,
        isFilePresent: Bool
    ) {
        self.wish = wish
        self.marked = marked
        self.keyring = keyring
        self.isFilePresent = isFilePresent
    }

    /// Whether the answer depends on the keyring at all.
    package static func dependsOnKeyring(_ wish: Wish, marked: StoreDescription.Backend?) -> Bool {
        switch (wish, marked) {
        case (.file, .keyring): true
        case (.file, _), (_, .keyring): false
        default: true
        }
    }

    /// The decision.
    package var decision: Decision {
        switch (wish, marked, keyring) {
        case (.file, .keyring, .usable): .move(.file)
        // What it held cannot be reached any more, and the word to go on without it was given.
        case (.file, .keyring, .provenAbsent(let error)): .file(notice: error)
        case (.file, .keyring, .unusable(let error)): .refuse(error)
        case (.file, _, _): .file(notice: nil)
        // Where the record is known to be in the keyring, a missing keyring is an error and not a choice.
        case (_, .keyring, _): .keyring
        case (_, .file, .usable): .move(.keyring)
        case (.best, .file, _): .file(notice: nil)
        case (_, _, .usable): isFilePresent ? .move(.keyring) : .keyring
        case (.best, _, .provenAbsent(let error)): .file(notice: error)
        case (_, _, .provenAbsent(let error)), (_, _, .unusable(let error)): .refuse(error)
        }
    }
}
