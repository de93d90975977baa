/// How long to wait after the n-th failure in a row: exponential, with jitter.
package struct BackOff: Sendable, Equatable {
    package var first: Duration
    package var longest: Duration
    /// The part of a wait that is not left to chance, from 0 (full jitter) to 1 (none).
    package var certain: Double

    package init(first: Duration, longest: Duration, certain: Double = 0.5) {
        self.first = first
        self.longest = longest
        self.certain = certain
    }

    /// The longest wait after so many failures.
    package func ceiling(afterFailures count: Int) -> Duration {
        var wait = first
        var doublings = count - 1
        while doublings > 0, wait < longest {
            wait = wait * 2
            doublings -= 1
        }
        return min(wait, longest)
    }

    /// The wait after so many failures.
    ///
    /// - Parameters:
    ///   - count: The failures in a row, from 1.
    ///   - retryAfter: The least that the server asked for.
    ///   - fraction: A random number from 0 to 1.
    package func wait(afterFailures count: Int, retryAfter: Duration?, fraction: Double) -> Duration {
        let ceiling = ceiling(afterFailures: count)
        let jittered = ceiling * (certain + (1 - certain) * min(max(fraction, 0), 1))
        // A wait of next to nothing is no back-off at all.
        return max(jittered, min(first, longest) / 4, retryAfter ?? .zero)
    }
}
