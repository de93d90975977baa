import Glibc

/// The three descriptors that a process is started with.
enum StandardStreams {
    /// Takes the places of those that were closed.
    ///
    /// Otherwise the next file that is opened, which may be a session's, would be standard output, and be written on.
    /// Whoever uses such a stream still gets an error.
    static func occupy() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is the one that is given.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
