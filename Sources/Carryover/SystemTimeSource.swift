public import CarryoverCore
public import FoundationEssentials
import Glibc

/// The system's clocks.
///
/// The uptime is `CLOCK_BOOTTIME`, which runs through suspend.
public struct SystemTimeSource: TimeSource {
    /// The kernel's random identifier of this boot.
    public let bootID: String

    /// Reads the identifier of this boot, once.
    public init() {
        bootID = Self.readBootID() ?? "unknown-\(getpid())"
    }

    /// The reading of `CLOCK_REALTIME`.
    public var wall: Date {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    /// The reading of `CLOCK_BOOTTIME`.
    public var uptime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        // In one step: it is read whenever somebody asks for the token, and a sum of two durations costs a call.
        return Duration(
            secondsComponent: Int64(time.tv_sec),
            attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000
        )
    }

    /// Waits on the continuous clock.
    public func sleep(until uptime: Duration, tolerance: Duration) async throws {
        let wait = uptime - self.uptime
        guard wait > .zero else { return try Task.checkCancellation() }
        // The longest sleep that the runtime can count; nobody waits for it to end.
        let longest = Duration.seconds(10 * 365 * 86_400)
        try await Task.sleep(for: min(wait, longest), tolerance: tolerance, clock: .continuous)
    }

    private static func readBootID() -> String? {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count].filter { $0 > 0x20 }, as: UTF8.self)
    }
}
