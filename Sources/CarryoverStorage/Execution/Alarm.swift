/// Rings once after a while, unless it is called off: what ends a call that would not end by itself.
///
/// It is no ``TimeSource``, because a deadline has to hold for a cancelled task too. A test rings it by hand.
package struct Alarm: Sendable {
    /// Calls the closure after a while; the result calls that off.
    package typealias Set = @Sendable (Duration, @escaping @Sendable () -> Void) -> @Sendable () -> Void

    /// Sets the alarm.
    ///
    /// The closure that comes back calls it off.
    package let set: Set

    /// Creates an alarm.
    package init(set: @escaping Set) { self.set = set }

    /// The system's clock, which stands still while the machine sleeps.
    package static let system = Alarm { AlarmClock.shared.set($0, $1) }
}
