import FoundationEssentials

extension Data {
    /// Overwrites bytes that were secret and that nobody needs any more.
    ///
    /// Asked for a mutable buffer, data that anybody else refers to would hand out a copy of itself, and that would be
    /// wiped instead. Whoever shares these bytes finds zeros.
    func wipeInPlace() {
        unsafe withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(mutating: $0).wipe() }
    }
}
