import FoundationEssentials

extension SessionRecord {
    /// Lets the rollback window begin now where the wall clock was set back to before it began.
    ///
    /// It would otherwise stay open for as long as the clock was set back, and with it the legacy login in its place.
    ///
    /// - Returns: Whether anything changed.
    mutating func restartWindow(at now: Date) -> Bool {
        guard migration.isUnfinished, let closes = migration.windowClosesAt, let began = migration.migratedAt,
            began > now
        else { return false }
        let shift = now.timeIntervalSince(began)
        migration.migratedAt = now
        migration.windowClosesAt = closes.addingTimeInterval(shift)
        for index in outbox.indices where outbox[index].isLegacy && outbox[index].notBefore == closes {
            outbox[index].enqueuedAt = outbox[index].enqueuedAt.addingTimeInterval(shift)
            outbox[index].notBefore = migration.windowClosesAt
        }
        return true
    }
}
