/// The app's own decision, or a remote flag, on who is migrated with ``Rollout/Strategy/rolling``.
///
/// Its last answer is remembered and stands in for one that does not come in time. Whoever went over stays over.
public struct RolloutDecision: Sendable {
    /// How long a launch waits for the answer.
    public var timeout: Duration
    /// Asks for the answer; `nil` means that there is none at present.
    ///
    /// It is cancelled when the time is over; one that goes on all the same is not waited for.
    public var ask: @Sendable () async -> RolloutCohort?

    /// Creates a decision.
    public init(timeout: Duration = .seconds(2), ask: @escaping @Sendable () async -> RolloutCohort?) {
        self.timeout = timeout
        self.ask = ask
    }

    /// The answer, if it comes in time.
    func answer(_ time: any TimeSource) async -> RolloutCohort? {
        let first = FirstAnswer<RolloutCohort?>()
        // Both are owned, and cancelled below. A group would wait for an app's closure that does not heed that.
        let asking = Task { [ask] in first.give(await ask()) }
        let waiting = Task { [timeout] in
            try? await time.sleep(until: time.uptime + timeout, tolerance: timeout / 10)
            first.give(nil)
        }
        defer {
            asking.cancel()
            waiting.cancel()
        }
        return await withTaskCancellationHandler {
            await first.wait()
        } onCancel: {
            first.give(nil)
        }
    }
}
