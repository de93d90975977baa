import CarryoverCore
import Glibc

extension SystemCallFailure {
    /// Whether the call failed because there is nothing of that name.
    var provesAbsence: Bool { number == ENOENT || number == ENOTDIR }

    /// The failure as the legacy side reports it.
    func legacyError(_ path: String) -> LegacyFileError {
        let reason: LegacyFileError.Reason =
            switch number {
            case EACCES, EPERM, EROFS: .permission
            case ENXIO, EISDIR: .notAFile
            case _ where isFull: .full
            default: .system
            }
        return LegacyFileError(reason, path: path, detail: message)
    }
}
