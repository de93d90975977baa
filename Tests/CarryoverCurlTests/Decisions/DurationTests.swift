import Testing

@testable import CarryoverCurl

@Suite("Milliseconds")
struct DurationTests {
    @Test(
        "durations are rounded up and kept within bounds",
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2),
            (.seconds(15), 15_000), (.seconds(-1), 0), (.nanoseconds(-1), 0),
            (.seconds(Int64.max), Int(Int32.max)),
            (.seconds(2_147_482) + .milliseconds(999), 2_147_482_999),
        ]
    )
    func rounded(duration: Duration, expected: Int) {
        #expect(duration.wholeMilliseconds == expected)
    }
}
