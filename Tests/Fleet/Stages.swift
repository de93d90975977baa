import CarryoverCore

/// The rollout as it is in force at each time.
struct Stages: Sendable {
    private let list: [(start: Double, rollout: Rollout)]

    /// Everybody at once.
    static let zeroDowntime = Stages(list: [(0, Rollout(.zeroDowntime))])

    /// A growing share of the installations.
    ///
    /// - Parameter steps: The days after the release at which each percentage comes into force.
    static func rolling(_ steps: [(day: Double, percentage: Double)]) -> Stages {
        Stages(
            list: steps.map { step in
                let rollout = Rollout(.rolling, percentage: step.percentage, campaign: "release")
                return (step.day * Population.day, rollout)
            }
        )
    }

    /// The number of the stage at a time.
    func index(at time: Double) -> Int {
        (list.lastIndex { $0.start <= time }) ?? 0
    }

    /// Which session an installation uses in a stage.
    func cohort(of record: RolloutRecord, in index: Int) -> RolloutCohort {
        list[index].rollout.cohort(of: record)
    }
}
