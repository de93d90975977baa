/// Changes inputs as a fuzzer does, and the same way in each run.
struct SeededMutations: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An input that comes of one or two others by up to eight changes.
    mutating func mutate(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<7, using: &self) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
            case 3 where place < bytes.count:
                let end = Int.random(in: place...bytes.count, using: &self)
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 4: bytes.removeSubrange(place...)
            case 5 where !other.isEmpty:
                let start = Int.random(in: 0..<other.count, using: &self)
                bytes.insert(contentsOf: other[start...].prefix(64), at: place)
            default:
                let words = [
                    "\"", "{", "[", "e309", "-", "\\u0000", "\u{FF}", "%", ".", "=", "9999999999999999999",
                ]
                let word = words[Int.random(in: 0..<words.count, using: &self)]
                bytes.insert(contentsOf: Array(word.utf8), at: place)
            }
            if bytes.count > 8192 { bytes.removeSubrange(8192...) }
        }
        return bytes
    }
}
