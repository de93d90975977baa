/// What was decided for one installation, so that it stays decided.
package struct RolloutRecord: Sendable, Equatable {
    /// Who this installation is in the eyes of the rollout: random, and nobody's name.
    package var installationID: String?
    package var campaign: String?
    package var cohort: RolloutCohort?

    package init() {}
}

/// Which of the two sessions an installation uses.
public enum RolloutCohort: String, Sendable {
    /// The new provider's.
    case new
    /// The old provider's.
    case legacy
}
