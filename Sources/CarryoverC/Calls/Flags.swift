/// The bits that a call takes.
enum Flags {
    /// Whether the one flag that a call knows is set.
    ///
    /// - Throws: ``Fault`` when another one is, which a newer version may know.
    static func isSet(_ flag: UInt32, in flags: UInt32) throws(Fault) -> Bool {
        guard flags & ~flag == 0 else { throw .invalidArgument("flags: \(flags)") }
        return flags & flag != 0
    }
}
