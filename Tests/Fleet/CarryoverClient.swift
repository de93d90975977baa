import CarryoverCore

/// A client that goes by the library's own decisions: its rollout, its machine, its back-off.
struct CarryoverClient: Client {
    let stages: Stages
    let policy: MigrationPolicy

    /// What has been decided for one installation.
    private struct State {
        var record = RolloutRecord()
        var stage: Int?
        var cohort = RolloutCohort.legacy
        var attempts = 0
        var retryAt = 0.0
        var random: SeededRandom
    }

    func live(_ number: Int, in population: Population, during outage: Outage?, load: inout Load) {
        var diary = population.diary(of: number)
        var state = State(random: SeededRandom(seed: population.seed, number: number, stream: 2))
        state.record.installationID = String(number, radix: 16)
        while let visit = diary.next(), visit.start < load.horizon {
            // The running app tries again when the time of a deferral has come, and a later start no sooner.
            var time = max(visit.start, state.retryAt)
            while time <= visit.end {
                decideCohort(&state, at: time)
                guard state.cohort == .new else { break }
                if attempt(&state, at: time, outage, &load) { return load.migrate() }
                time = state.retryAt
            }
        }
    }

    /// Asks for the cohort once in each stage: the answer is the same for as long as it lasts.
    private func decideCohort(_ state: inout State, at time: Double) {
        let stage = stages.index(at: time)
        guard state.stage != stage else { return }
        state.stage = stage
        state.cohort = stages.cohort(of: state.record, in: stage)
    }

    /// Makes one attempt, of as many requests as the budget allows, and returns whether it succeeded.
    private func attempt(_ state: inout State, at time: Double, _ outage: Outage?, _ load: inout Load) -> Bool
    {
        var machine = MigrationMachine(
            facts: MigrationMachine.Facts(isStale: false, isExpired: false, canRefresh: true),
            budget: policy.budget,
            backOff: policy.retries
        )
        var elapsed = Duration.zero
        var action = machine.begin()
        while true {
            switch action {
            case .refreshLegacy: action = machine.legacyRefreshed()
            case .note: action = machine.noted()
            case .exchange:
                let moment = time + elapsed.inSeconds
                load.request(at: moment)
                if let outage, outage.contains(moment) {
                    action = machine.exchangeFailed(
                        outage.error,
                        elapsed: elapsed,
                        fraction: state.random.fraction()
                    )
                } else {
                    action = machine.exchanged()
                }
            case .wait(let pause):
                elapsed += pause
                action = machine.waited()
            case .store: action = machine.stored()
            case .finish(.migrated): return true
            case .finish(let ending):
                state.attempts += 1
                var retryAfter: Duration?
                if case .deferred(_, let asked) = ending { retryAfter = asked }
                let pause = policy.deferral(
                    attempts: state.attempts,
                    retryAfter: retryAfter,
                    fraction: state.random.fraction()
                )
                state.retryAt = time + (elapsed + pause).inSeconds
                return false
            }
        }
    }
}
