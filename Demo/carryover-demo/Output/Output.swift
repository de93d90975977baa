import Glibc

/// The two streams: results on one, everything else on the other.
enum Output {
    /// Writes a result.
    static func line(_ text: String) {
        Progress.clear()
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes text as it is, without a line's end.
    static func text(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes something that is not a result.
    static func note(_ text: String) {
        Progress.clear()
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Writes bytes as they are.
    static func bytes(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32 = STDOUT_FILENO) {
        var rest = bytes
        while rest.count > 0 {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                guard descriptor == STDOUT_FILENO else { return }
                // Whoever closed a pipe has seen what he wanted to see.
                if errno != EPIPE {
                    note("carryover-demo: standard output: \(String(cString: strerror(errno)))")
                }
                // A script that reads the result must not take silence for one.
                exit(ExitStatus.unreachable.rawValue)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes(UnsafeRawBufferPointer($0), to: descriptor) }
    }
}
