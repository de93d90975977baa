import Glibc

/// Random numbers that a seed decides: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// Creates the numbers of one installation and one purpose, independent of all others.
    init(seed: UInt64, number: Int, stream: UInt64) {
        state = seed
        state = next() ^ UInt64(number)
        state = next() ^ stream
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number from 0 to 1, without 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A wait for something that happens at any moment alike.
    mutating func wait(mean: Double) -> Double {
        -log(1 - fraction()) * mean
    }
}
