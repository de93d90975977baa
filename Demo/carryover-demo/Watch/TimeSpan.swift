/// Lengths of time in the words of a countdown.
enum TimeSpan {
    /// Seconds as `42 s`, `12:05`, `3 h 12 min` or `12 d`; nothing is negative.
    static func text(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 1e12)).rounded(.up))
        switch whole {
        case ..<100: return "\(whole) s"
        case ..<3600: return "\(whole / 60):\(two(whole % 60))"
        case ..<86_400: return "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
        default: return "\(whole / 86_400) d \(whole % 86_400 / 3600) h"
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
