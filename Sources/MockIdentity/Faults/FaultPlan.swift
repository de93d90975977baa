/// The faults that strike one request, sorted by when they strike.
struct FaultPlan: Sendable {
    let faults: [Fault]

    /// The kinds, for the ledger.
    var kinds: [String] { faults.map(\.kind.rawValue) }

    /// The kind of the fault that decides what becomes of the request, if there is one.
    var decisiveKind: FaultKind? { faults.map(\.kind).first(where: \.isDecisive) }

    /// Seconds to wait before the server does its work.
    var delayBefore: Double { delay(.slow) }

    /// Seconds to wait between the work and the answer.
    var delayAfter: Double { delay(.slowAnswer) }

    /// Whether the request hangs before the work.
    var hangsBefore: Bool { has(.hang) }

    /// Whether the answer is held back after the work.
    var hangsAfter: Bool { has(.hangAnswer) }

    /// What becomes of the connection before the work is done, if the work is not done at all.
    var deliveryInstead: Delivery? {
        if has(.reset) { return .reset }
        if has(.close) { return .closed }
        return nil
    }

    /// How the answer is delivered after the work.
    var delivery: Delivery {
        for fault in faults {
            switch fault.kind {
            case .loseAnswer: return fault.reset ?? true ? .reset : .closed
            case .truncate: return .truncated
            default: continue
            }
        }
        return .whole
    }

    /// Seconds by which the `Date` header is wrong.
    var dateOffset: Double {
        faults.filter { $0.kind == .dateOffset }.reduce(0) { $0 + ($1.offsetSeconds ?? 0) }
    }

    private func has(_ kind: FaultKind) -> Bool {
        faults.contains { $0.kind == kind }
    }

    private func delay(_ kind: FaultKind) -> Double {
        faults.filter { $0.kind == kind }.reduce(0) { $0 + ($1.delaySeconds ?? 1) }
    }
}
