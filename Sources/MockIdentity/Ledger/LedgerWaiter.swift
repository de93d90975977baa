/// Somebody who waits for the ledger to meet a condition.
struct LedgerWaiter: Sendable {
    let id: Int
    let condition: @Sendable ([LedgerEntry]) -> Bool
    let resume: @Sendable () -> Void
}
