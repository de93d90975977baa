// Dispatch sources may be used from any thread; on Linux their protocols do not say so yet.
@unsafe @preconcurrency import Dispatch
import Synchronization

/// Many alarms on one timer of the system.
///
/// Nearly every alarm is called off long before its time, and a timer of its own would cost two wake-ups of a thread
/// to be set and taken back. Here the timer is touched only for an alarm that is due before all others; when it rings
/// for one that was called off meanwhile, it is set to the next, and left alone when there is none.
final class AlarmClock: Sendable {
    /// The one of this process.
    static let shared = AlarmClock()

    private struct Entry {
        let due: UInt64
        let ring: @Sendable () -> Void
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var lastID: UInt64 = 0
        var timer: (any DispatchSourceTimer)?
        /// When the timer rings, or `nil` while it does not run.
        var set: UInt64?

        mutating func arm(_ due: UInt64, _ makeTimer: () -> any DispatchSourceTimer) {
            if let set, set <= due { return }
            set = due
            let present = timer
            let timer = present ?? makeTimer()
            timer.schedule(deadline: DispatchTime(uptimeNanoseconds: due))
            guard present == nil else { return }
            self.timer = timer
            timer.activate()
        }
    }

    private let state = Mutex(State())

    /// Sets an alarm.
    ///
    /// - Returns: What calls it off.
    func set(_ delay: Duration, _ ring: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        let due = Self.moment(after: delay)
        let id = state.withLock { state in
            state.lastID += 1
            state.entries[state.lastID] = Entry(due: due, ring: ring)
            state.arm(due) { makeTimer() }
            return state.lastID
        }
        return { [self] in state.withLock { _ = $0.entries.removeValue(forKey: id) } }
    }

    private func makeTimer() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { [self] in ringDue() }
        return timer
    }

    private func ringDue() {
        let now = DispatchTime.now().uptimeNanoseconds
        let due = state.withLock { state in
            let due = state.entries.filter { $0.value.due <= now }
            for id in due.keys { state.entries[id] = nil }
            state.set = nil
            if let next = state.entries.values.lazy.map(\.due).min() { state.arm(next) { makeTimer() } }
            return due.values.map(\.ring)
        }
        // One that takes its time must not make the others late.
        for ring in due { DispatchQueue.global().async(execute: ring) }
    }

    private static func moment(after delay: Duration) -> UInt64 {
        let (seconds, attoseconds) = delay.components
        let (whole, isTooLong) = max(seconds, 0).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = UInt64(isTooLong ? Int64.max : whole) &+ UInt64(max(attoseconds, 0) / 1_000_000_000)
        // Half of the range is three hundred years.
        return DispatchTime.now().uptimeNanoseconds + min(nanoseconds, UInt64(Int64.max) / 2)
    }
}
