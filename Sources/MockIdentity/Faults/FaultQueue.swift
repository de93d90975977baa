/// The faults that wait for a request; a pure machine.
struct FaultQueue: Sendable {
    private(set) var faults: [Fault] = []

    mutating func add(_ fault: Fault) {
        faults.append(fault)
    }

    mutating func removeAll() {
        faults = []
    }

    /// Takes the faults that strike a request: the first decisive one and all others, in their order.
    mutating func take(for call: Call, at server: ServerName) -> [Fault] {
        var taken: [Fault] = []
        var kept: [Fault] = []
        var decided = false
        for var fault in faults {
            guard fault.strikes(call, at: server), !(fault.kind.isDecisive && decided) else {
                kept.append(fault)
                continue
            }
            if fault.after > 0 {
                fault.after -= 1
                kept.append(fault)
                continue
            }
            decided = decided || fault.kind.isDecisive
            taken.append(fault)
            if fault.times != 1 {
                // 0 stays 0: such a fault strikes until it is removed.
                fault.times = max(fault.times - 1, 0)
                kept.append(fault)
            }
        }
        faults = kept
        return taken
    }
}
