/// What a C app holds instead of an object: a number that looks like a pointer and is never followed.
///
/// It names a place in a table, what kind of table that is, and how often the place has been given away. It is odd, as
/// no address of an object is, and it is never used twice, so that one that was given back is known for what it is.
struct Reference: Hashable, Sendable {
    /// What a reference can be to.
    enum Kind: UInt {
        case session = 1
        case error = 2
    }

    private static let indexBits: UInt = 24
    /// How many objects of a kind there can be at a time.
    static let maximumIndex = (1 << indexBits) - 1
    /// How often a place can be given away.
    static let maximumUse = UInt.max >> (indexBits + 3)

    let bits: UInt

    init(kind: Kind, index: Int, use: UInt) {
        bits = use << (Self.indexBits + 3) | UInt(index) << 3 | kind.rawValue << 1 | 1
    }

    init(_ pointer: OpaquePointer?) { bits = UInt(bitPattern: pointer) }

    var kind: Kind? { bits & 1 == 1 ? Kind(rawValue: bits >> 1 & 0b11) : nil }
    var index: Int { Int(bits >> 3 & UInt(Self.maximumIndex)) }
    var use: UInt { bits >> (Self.indexBits + 3) }
    var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: bits) }
}
