import Glibc

/// `fork`, which Swift hides for good reasons: the child has one thread, and whatever others held is held for ever.
enum Fork {
    /// Forks, and returns the child's number, 0 in the child, or `nil` where the system refuses.
    static func begin() -> pid_t? {
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "fork") else { return nil }
        let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
        let child = fork()
        return child < 0 ? nil : child
    }

    /// Waits for a child's end, and returns its exit status, or -1 when it was killed.
    static func end(of child: pid_t) -> Int32 {
        var raw: Int32 = 0
        while waitpid(child, &raw, 0) < 0, errno == EINTR {}
        return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -1
    }
}
