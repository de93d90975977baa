import CCarryover
import Carryover

/// How a C app wants a session opened.
///
/// Only the members that the app's own version of the header has are looked at.
struct OpeningOptions {
    private(set) var isInteractive = true
    private(set) var passphrase: Secret?

    /// Reads the options; none are the default.
    ///
    /// - Throws: ``Fault`` when they say something that this version does not know.
    init(_ options: UnsafePointer<carryover_options>?) throws(Fault) {
        guard let options = unsafe options else { return }
        let size = unsafe options.pointee.size
        // The members of the first version; no app is older.
        guard unsafe size >= MemoryLayout<carryover_options>.size else {
            throw .invalidArgument("options.size is not sizeof(carryover_options)")
        }
        guard unsafe size <= MemoryLayout<carryover_options>.size else {
            throw .invalidArgument("options.size is that of a newer version of the library")
        }
        let flags = unsafe options.pointee.flags
        guard flags & ~CARRYOVER_NO_PROMPT == 0 else { throw .invalidArgument("options.flags: \(flags)") }
        isInteractive = flags & CARRYOVER_NO_PROMPT == 0
        if let text = unsafe options.pointee.passphrase {
            passphrase = try unsafe TextArgument.secret(text, "options.passphrase")
            guard passphrase?.isEmpty == false else { throw .invalidArgument("options.passphrase is empty") }
        }
    }
}
