/// How eagerly the queue of revocations is worked off.
///
/// A rollback window is kept by each of them.
package enum OutboxUrgency: Sendable {
    /// Only what is due.
    case whenDue
    /// Also what has failed no more than twice: a launch is rare enough, and a server that was away is often back by then.
    case atLaunch
    /// Everything: the user is waiting for it.
    case atOnce
}
