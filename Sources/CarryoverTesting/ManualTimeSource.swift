public import CarryoverCore
public import FoundationEssentials
import Synchronization

/// A clock that a test moves by hand: nothing that waits on it goes on before ``advance(by:)`` says so.
///
/// The wall clock and the uptime can be moved together, as time does, or the wall clock alone, as an administrator
/// does. It may be used from any task.
public final class ManualTimeSource: TimeSource {
    private struct Sleeper {
        let until: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var wall: Date
        var uptime: Duration
        var bootID: String
        var sleepers: [UInt64: Sleeper] = [:]
        var nextID: UInt64 = 0
    }

    private let state: Mutex<State>
    private let parked = Tally()

    /// Creates a clock that stands still.
    ///
    /// - Parameters:
    ///   - wall: What the wall clock shows.
    ///   - uptime: The time since the boot.
    ///   - bootID: The identifier of the boot.
    public init(
        wall: Date = Date(timeIntervalSince1970: 1_795_000_000),
        uptime: Duration = .seconds(10_000),
        bootID: String = "first-boot"
    ) {
        state = Mutex(State(wall: wall, uptime: uptime, bootID: bootID))
    }

    /// The reading of `CLOCK_REALTIME`.
    public var wall: Date { state.withLock { $0.wall } }
    /// The reading of `CLOCK_BOOTTIME`.
    public var uptime: Duration { state.withLock { $0.uptime } }
    /// The kernel's random identifier of this boot.
    public var bootID: String { state.withLock { $0.bootID } }

    /// Lets time pass: both clocks move, and whoever waited for a moment up to now goes on.
    public func advance(by duration: Duration) {
        let due = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.uptime += duration
            state.wall = state.wall.addingTimeInterval(duration / .seconds(1))
            let ids = state.sleepers.filter { $0.value.until <= state.uptime }.map(\.key)
            return ids.compactMap { state.sleepers.removeValue(forKey: $0)?.continuation }
        }
        parked.add(-due.count)
        for continuation in due { continuation.resume() }
    }

    /// Steps the wall clock alone, forwards or backwards; the uptime runs on as if nothing had happened.
    public func stepWall(by duration: Duration) {
        state.withLock { $0.wall = $0.wall.addingTimeInterval(duration / .seconds(1)) }
    }

    /// Restarts the machine: the uptime begins anew, under another identifier.
    ///
    /// The wall clock keeps its time.
    public func reboot(bootID: String, uptime: Duration = .seconds(5)) {
        state.withLock { state in
            state.bootID = bootID
            state.uptime = uptime
        }
    }

    /// How many tasks wait on this clock.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Waits until at least so many tasks wait on this clock.
    public func sleepers(atLeast count: Int) async { await parked.reach(count) }

    /// Waits on the continuous clock.
    public func sleep(until uptime: Duration, tolerance: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    // Inside the lock: a cancellation that comes later finds the sleeper in the table.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.uptime >= uptime { return .success(()) }
                    state.sleepers[id] = Sleeper(until: uptime, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) } else { parked.add(1) }
            }
        } onCancel: {
            guard let sleeper = state.withLock({ $0.sleepers.removeValue(forKey: id) }) else { return }
            parked.add(-1)
            sleeper.continuation.resume(throwing: CancellationError())
        }
    }
}
