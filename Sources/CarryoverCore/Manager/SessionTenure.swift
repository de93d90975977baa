/// Which session of the record a request belongs to, so that nobody's request is repeated with the next user's token.
package struct SessionTenure: Sendable, Equatable {
    /// The number of the session, which each sign-in, migration and end raises.
    package let epoch: UInt64
    /// Whether it is the new provider's, and not the legacy one.
    package let isStored: Bool

    package init(epoch: UInt64, isStored: Bool) {
        self.epoch = epoch
        self.isStored = isStored
    }

    /// Whether a session that is in use now is the same user's: the very one, or what a legacy one was migrated to.
    func goesOn(in present: SessionTenure) -> Bool {
        self == present || (!isStored && present == SessionTenure(epoch: epoch + 1, isStored: true))
    }
}
