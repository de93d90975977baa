import CCarryoverCurl
import Glibc

/// A thread of our own: libcurl blocks while it waits, and the cooperative pool has no thread to spare.
enum LoopThread {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a detached thread, which keeps neither the process nor its exit waiting.
    ///
    /// - Parameter name: What the system shows; at most 15 bytes.
    /// - Returns: Zero, or the error number of `pthread_create`.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Int32 {
        let work = unsafe Unmanaged.passRetained(Work(name: name, body: body))
        var thread = pthread_t()
        let error = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                let work = unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                LoopThread.leaveSignalsToOthers()
                unsafe carryover_curl_name_this_thread(work.name)
                work.body()
                return nil
            },
            work.toOpaque()
        )
        if error == 0 {
            pthread_detach(thread)
        } else {
            unsafe work.release()
        }
        return error
    }

    /// The app's handlers run on the app's threads, and a peer that hangs up is no reason for `SIGPIPE`.
    ///
    /// Faults of this thread itself are not kept back.
    private static func leaveSignalsToOthers() {
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
            unsafe sigdelset(&signals, fault)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &signals, nil)
    }
}
