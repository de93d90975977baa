import Crypto

/// Who is migrated, and when.
public struct Rollout: Sendable, Equatable {
    /// The ways of going over.
    public enum Strategy: String, Sendable, CaseIterable {
        /// Everybody, at the first start.
        case zeroDowntime = "zero-downtime"
        /// Nobody is migrated: the legacy session ends, and everybody signs in anew.
        case allAtOnce = "all-at-once"
        /// A share of the installations, which only ever grows.
        case rolling
        /// Nobody, for now.
        case off
    }

    /// The way of going over.
    public var strategy: Strategy
    /// The share that is migrated with ``Strategy/rolling``, from 0 to 100.
    public var percentage: Double
    /// The name that shares are drawn by; another name draws anew.
    public var campaign: String
    /// How long the migration can be taken back; the legacy session is kept, unrevoked, until then.
    public var rollbackWindow: Duration

    /// Creates a rollout.
    public init(
        _ strategy: Strategy = .zeroDowntime,
        percentage: Double = 100,
        campaign: String = "default",
        rollbackWindow: Duration = .zero
    ) {
        self.strategy = strategy
        self.percentage = percentage
        self.campaign = campaign
        self.rollbackWindow = rollbackWindow
    }

    /// The number of buckets that installations fall into.
    package static let buckets: UInt64 = 10_000

    /// The bucket of an installation: the same for ever, spread evenly, and independent between campaigns.
    package static func bucket(campaign: String, installationID: String) -> UInt64 {
        let digest = SHA256.hash(data: Array("\(campaign)\u{0}\(installationID)".utf8))
        return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } % buckets
    }

    /// Whether a legacy credential may be migrated now.
    ///
    /// An installation that once went over stays over, whatever the percentage becomes.
    package func cohort(of record: RolloutRecord) -> RolloutCohort {
        switch strategy {
        case .zeroDowntime, .allAtOnce: return .new
        case .off: return .legacy
        case .rolling:
            if record.campaign == campaign, record.cohort == .new { return .new }
            guard let id = record.installationID else { return .legacy }
            // What is no number is no share.
            let share = percentage.isNaN ? 0 : min(max(percentage, 0), 100)
            let limit = UInt64((share / 100 * Double(Self.buckets)).rounded())
            return Self.bucket(campaign: campaign, installationID: id) < limit ? .new : .legacy
        }
    }
}
