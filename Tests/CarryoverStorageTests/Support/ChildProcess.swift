import Glibc

/// A program that runs beside a test, and is ended with it.
final class ChildProcess {
    struct Failure: Error {
        let number: Int32
    }

    let id: pid_t
    private let input: Int32
    private let output: Int32
    private var status: Int32?

    init(_ arguments: String...) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Failure(number: errno)
        }
        // Tests run side by side: other children shall not keep these ends open.
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        // Other tests' servers run in this process, and their sockets must close when they say so.
        for descriptor in STDERR_FILENO + 1..<Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 2048)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The threads that tests run on keep signals from themselves, and a provider ends with its bus by one.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var id: pid_t = 0
        let result = posix_spawnp(&id, arguments[0], &actions, &attributes, &words, environ)
        close(toChild[0])
        close(fromChild[1])
        guard result == 0 else { throw Failure(number: result) }
        self.id = id
        input = toChild[1]
        output = fromChild[0]
    }

    deinit {
        signal(SIGKILL)
        wait()
        close(input)
        close(output)
    }

    func signal(_ signal: Int32) {
        if status == nil { kill(id, signal) }
    }

    /// Waits for the end.
    ///
    /// - Returns: The exit status, or -1 when it was killed.
    @discardableResult
    func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(id, &raw, 0) < 0, errno == EINTR {}
        let result = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -1
        status = result
        return result
    }

    /// Reads one line, waiting for it.
    func line() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
