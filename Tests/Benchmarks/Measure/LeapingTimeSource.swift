import Carryover
import FoundationEssentials
import Synchronization

/// A clock that leaps to the moment that somebody waits for, until a day is over; it counts the leaps.
final class LeapingTimeSource: TimeSource {
    static let day = Duration.seconds(86_400)

    private struct State {
        var now = Duration.seconds(1000)
        var wakeUps = 0
    }

    private let state = Mutex(State())

    let bootID = "this boot"
    var uptime: Duration { state.withLock { $0.now } }
    var wall: Date { Date(timeIntervalSince1970: 1.7e9 + Double(uptime.components.seconds)) }
    var wakeUps: Int { state.withLock { $0.wakeUps } }
    var isOver: Bool { uptime > Self.day }

    func sleep(until uptime: Duration, tolerance: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.now = max(state.now, uptime)
            state.wakeUps += 1
        }
        guard isOver else { return }
        withUnsafeCurrentTask { $0?.cancel() }
        throw CancellationError()
    }
}
