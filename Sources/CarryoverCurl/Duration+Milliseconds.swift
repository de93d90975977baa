extension Duration {
    /// The duration in milliseconds, rounded up and kept within what libcurl can count: a wait that ended
    /// early would be repeated at once.
    var wholeMilliseconds: Int {
        let limit = Int(Int32.max)
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < limit / 1000 else { return limit }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
