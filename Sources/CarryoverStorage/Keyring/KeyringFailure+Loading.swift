package import CarryoverCore

extension KeyringFailure {
    private static let library = "libsecret-1.so.0"

    /// What it means that libsecret could not be loaded.
    ///
    /// Only a library that is not there is proof of anything: one that is there and lacks a part, or the like, belongs to
    /// a desktop that may well have a keyring with the session in it.
    ///
    /// - Parameter complaint: What the loader said, in English.
    package static func loading(_ complaint: String, _ operation: String) -> StoreError {
        // A part that is missing is named in its place.
        let isMissing =
            complaint.contains(library) && complaint.hasSuffix("No such file or directory")
            && !complaint.contains("needed by")
        // A program that is linked as one piece can never load any library.
        let isImpossible = complaint.hasSuffix("Dynamic loading not supported")
        guard isMissing || isImpossible else {
            return StoreError(
                .brokenLibrary,
                operation: operation,
                detail: complaint,
                remedy: "install libsecret (libsecret-1-0) anew, and what it needs"
            )
        }
        return StoreError(
            .noLibrary,
            operation: operation,
            detail: complaint,
            remedy: "install libsecret (libsecret-1-0)"
        )
    }
}
