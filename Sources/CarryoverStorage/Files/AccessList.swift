import Glibc

/// The POSIX access list of a file: who may use it beside those that its mode names (acl(5)).
///
/// Where a file has one, the group bits of its mode are the list's mask, and say nothing of the group.
enum AccessList {
    private static let attribute = "system.posix_acl_access"

    /// Gives a file the list of another, or takes away what it has from its folder where that one has none.
    ///
    /// - Returns: Whether it could, so that the other one's group bits mean the same here.
    static func carry(
        from source: borrowing OpenFile,
        to target: borrowing OpenFile,
        with calls: FileSystemCalls
    ) -> Bool {
        let list: [UInt8]
        do throws(SystemCallFailure) {
            list = try calls.fgetxattr(source.descriptor, attribute)
        } catch {
            return error.provesNoList && remove(from: target, with: calls)
        }
        do throws(SystemCallFailure) {
            try calls.fsetxattr(target.descriptor, attribute, list)
            return true
        } catch {
            return false
        }
    }

    private static func remove(from target: borrowing OpenFile, with calls: FileSystemCalls) -> Bool {
        do throws(SystemCallFailure) {
            try calls.fremovexattr(target.descriptor, attribute)
            return true
        } catch {
            return error.provesNoList
        }
    }
}

extension SystemCallFailure {
    /// Whether there is no list, or none can be on this file system.
    fileprivate var provesNoList: Bool { number == ENODATA || number == EOPNOTSUPP }
}
