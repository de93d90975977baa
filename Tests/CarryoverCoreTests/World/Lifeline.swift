import Synchronization

/// The life of one process, which ends at a given step: from then on nothing that it does has any effect.
///
/// Steps are what others can see: a write, a request, a change of a legacy place.
final class Lifeline: Sendable {
    /// Whether the last step still takes effect.
    enum Moment: String, CaseIterable, Sendable {
        case before, after
    }

    private struct State {
        var trace: [String] = []
        var isDead = false
    }

    private let diesAt: Int?
    private let moment: Moment
    private let state = Mutex(State())

    init(diesAt step: Int? = nil, _ moment: Moment = .before) {
        diesAt = step
        self.moment = moment
    }

    /// What was done, in order.
    var trace: [String] { state.withLock { $0.trace } }
    var isDead: Bool { state.withLock { $0.isDead } }

    /// Does something that others can see, unless the process has died.
    ///
    /// Returns `nil` where nobody learns what came of it.
    func step<Value>(_ name: String, _ effect: () async -> Value) async -> Value? {
        let mayAct = state.withLock { state in
            guard !state.isDead else { return false }
            state.trace.append(name)
            guard state.trace.count == diesAt else { return true }
            state.isDead = true
            if moment == .before { state.trace.removeLast() }
            return moment == .after
        }
        guard mayAct else { return nil }
        let value = await effect()
        return isDead ? nil : value
    }
}
