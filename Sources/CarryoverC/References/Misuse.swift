import Glibc

/// A handle that is none: an error code, or the end of the process where a developer has asked for that.
enum Misuse {
    private static let isFatal: Bool = {
        guard let value = unsafe getenv("CARRYOVER_DEBUG") else { return false }
        return unsafe strcmp(value, "abort") == 0
    }()

    /// Notes that a call was given a handle that is none.
    static func note(_ function: StaticString, _ reference: Reference) {
        guard isFatal else { return }
        let reason =
            switch reference.kind {
            case nil where reference.bits == 0: "NULL"
            case nil: "not a handle of this library"
            case .session: "a session that was closed, or where another kind of handle belongs"
            case .error: "an error that was freed, or where another kind of handle belongs"
            }
        var line = "carryover: \(function): \(reason)\n"
        line.withUTF8 { bytes in _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
        abort()
    }
}
