import Glibc

extension UnsafeMutableRawBufferPointer {
    /// Overwrites the memory in a way that no optimiser removes.
    func wipe() {
        guard let address = baseAddress else { return }
        unsafe explicit_bzero(address, count)
    }
}
