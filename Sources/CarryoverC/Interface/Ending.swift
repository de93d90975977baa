public import CCarryover
import Carryover

/// Waits until the process may end without losing an answer; see `carryover.h`.
@c @implementation
public func carryover_settle(
    _ deadline: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe Call.run(error) { () throws(Fault) in
        let (refreshes, time) = (RefreshesUnderWay.ofThisProcess, SystemTimeSource())
        let start = time.uptime
        // Between the end of the last one and this thread's turn the next one may have begun.
        while !refreshes.isSettled {
            let passed = (time.uptime - start) / .milliseconds(1)
            let left = deadline < 0 ? deadline : max(0, deadline - Int64(passed))
            guard left != 0 else { throw .timeout }
            let end = Answer<Void>()
            refreshes.whenSettled { end.give(()) }
            guard end.wait(left) != nil else { throw .timeout }
        }
    }
}
