import Glibc

/// What the calling thread has cost the processor, which other threads of a busy machine add nothing to.
enum ProcessorTime {
    static func spent(on work: () -> Void) -> Duration {
        let start = now
        work()
        return now - start
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
