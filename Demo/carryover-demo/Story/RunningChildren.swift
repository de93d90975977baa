import Glibc
import Synchronization

/// The children that have not been waited for; however this process ends, unless it is killed, they end before it.
///
/// All that sends signals and all that waits takes turns, so that no number of a process that has become another's is
/// ever sent anything.
enum RunningChildren {
    private struct State {
        var ids: Set<pid_t> = []
        /// Those that are let alone when this process ends.
        var outliving: Set<pid_t> = []
        /// From then on no child is started.
        var isOver = false
    }

    private static let state = Mutex(State())
    /// How long they have to end by themselves when this process ends.
    private static let patience = Duration.seconds(1)
    private static let ending: Int32 = atexit { endAll() }

    /// Starts a child, and takes note of it.
    ///
    /// - Parameter spawn: Gives an error number, or 0 and the child's.
    /// - Returns: The error number, or 0.
    static func start(outlivesUs: Bool, _ spawn: () -> (Int32, pid_t)) -> Int32 {
        _ = ending
        return state.withLock { state in
            guard !state.isOver else { return ECANCELED }
            let (result, id) = spawn()
            guard result == 0 else { return result }
            state.ids.insert(id)
            if outlivesUs { state.outliving.insert(id) }
            return 0
        }
    }

    static func send(_ signal: Int32, toGroupOf id: pid_t) {
        state.withLock { state in
            if state.ids.contains(id) { kill(-id, signal) }
        }
    }

    /// Waits for the end of a child, and kills it if that takes too long.
    ///
    /// - Returns: The exit code, or 128 and the signal's number.
    static func wait(for id: pid_t, atMost limit: Duration) -> Int32 {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while !hasEnded(id) {
            if clock.now > end { send(SIGKILL, toGroupOf: id) }
            pause()
        }
        return state.withLock { state in
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            state.ids.remove(id)
            state.outliving.remove(id)
            let signal = status & 0x7F
            return signal == 0 ? status >> 8 & 0xFF : 128 + signal
        }
    }

    /// Ends all and what they have started, first by asking.
    private static func endAll() {
        let ids = state.withLock { state in
            state.isOver = true
            return state.ids.subtracting(state.outliving)
        }
        for id in ids { send(SIGTERM, toGroupOf: id) }
        let clock = ContinuousClock()
        let end = clock.now + patience
        while clock.now < end, ids.contains(where: { !isGone($0) }) { pause() }
        for id in ids { send(SIGKILL, toGroupOf: id) }
    }

    /// Whether a child has ended; it stays to be waited for.
    private static func hasEnded(_ id: pid_t) -> Bool {
        var information = siginfo_t()
        let result = waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT)
        return result == 0 ? information.si_signo != 0 : errno != EINTR
    }

    /// Whether a child has ended, and nothing of what it has started is left.
    private static func isGone(_ id: pid_t) -> Bool {
        guard hasEnded(id) else { return false }
        return state.withLock { state in
            if state.ids.remove(id) != nil { waitpid(id, nil, 0) }
            return kill(-id, 0) < 0
        }
    }

    private static func pause() {
        var moment = timespec(tv_sec: 0, tv_nsec: 2_000_000)
        nanosleep(&moment, nil)
    }
}
