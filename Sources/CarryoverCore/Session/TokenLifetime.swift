public import FoundationEssentials

/// How long an access token lives, counted from the moment of its receipt.
///
/// Counting on the uptime makes a stepped wall clock harmless while the machine runs; after a restart the wall
/// clock is all there is.
public struct TokenLifetime: Sendable, Hashable {
    /// The life that was left at receipt.
    package let duration: Duration
    package let receivedAt: Date
    package let receivedUptime: Duration
    package let bootID: String

    package init(duration: Duration, receivedAt: Date, receivedUptime: Duration, bootID: String) {
        self.duration = duration
        self.receivedAt = receivedAt
        self.receivedUptime = receivedUptime
        self.bootID = bootID
    }

    /// Creates a life that starts now.
    public init(_ duration: Duration, from time: any TimeSource) {
        self.init(duration: duration, receivedAt: time.wall, receivedUptime: time.uptime, bootID: time.bootID)
    }

    /// When the token expires, on this machine's wall clock as it stood at receipt.
    public var expiresAt: Date {
        receivedAt.addingTimeInterval(duration.inSeconds)
    }

    /// What is left of it; negative once it has expired.
    package func remaining(at time: any TimeSource) -> Duration {
        if bootID == time.bootID {
            let age = time.uptime - receivedUptime
            if age >= .zero { return duration - age }
        }
        // A wall clock that was set back must not lengthen a life.
        return min(duration, duration - .seconds(time.wall.timeIntervalSince(receivedAt)))
    }
}

extension Session {
    /// Whether the access token can still be used, as far as anybody told.
    func isAlive(at time: any TimeSource) -> Bool {
        !accessToken.isEmpty && lifetime.map { $0.remaining(at: time) > .zero } ?? true
    }
}

extension Duration {
    /// The whole duration as a number of seconds.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
