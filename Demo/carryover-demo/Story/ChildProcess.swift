import Dispatch
import Glibc
import Synchronization

/// A process that the demo starts and ends, with a process group of its own: what a terminal sends to the demo's, as
/// for Control-C, does not reach it.
final class ChildProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let id: pid_t
    /// What it prints on standard output, line by line.
    let lines: AsyncStream<String>
    /// The end of its standard input that is ours; closing it is the gentle way to say that it may end.
    private let input: Mutex<Int32?>

    /// A program that was built beside this one.
    static func sibling(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return name }
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/" + name
    }

    /// Starts a program with arguments, and an environment of its own.
    ///
    /// - Parameters:
    ///   - showsErrors: Whether its standard error is ours. On a terminal that is drawn on, nobody else may write.
    ///   - outlivesUs: Whether it may go on when this process has ended.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        showsErrors: Bool = false,
        outlivesUs: Bool = false
    ) throws(Failure) {
        var outputPipe: [Int32] = [0, 0]
        var inputPipe: [Int32] = [0, 0]
        guard pipe(&outputPipe) == 0, pipe(&inputPipe) == 0 else {
            throw Failure(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        // A child that held another one's pipe would keep it from seeing the end.
        for end in outputPipe + inputPipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputPipe[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, outputPipe[1], STDOUT_FILENO)
        if !showsErrors {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What is ignored here would be ignored there as well.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGWINCH] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        // The threads that Swift's tasks run on block signals, and a child would inherit that as well.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP)
        )
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        argv.append(nil)
        envp.append(nil)
        var id: pid_t = 0
        let result = RunningChildren.start(outlivesUs: outlivesUs) { () -> (Int32, pid_t) in
            let result = posix_spawn(&id, path, &actions, &attributes, argv, envp)
            return (result, id)
        }
        close(inputPipe[0])
        close(outputPipe[1])
        guard result == 0 else {
            close(inputPipe[1])
            close(outputPipe[0])
            throw Failure(description: "\(path): \(String(cString: strerror(result)))")
        }
        self.id = id
        input = Mutex(inputPipe[1])
        let output = outputPipe[0]
        lines = AsyncStream { continuation in
            // Reading blocks, so it has a thread of its own.
            DispatchQueue(label: "child output").async {
                Self.read(output) { continuation.yield($0) }
                close(output)
                continuation.finish()
            }
        }
    }

    private static func read(_ descriptor: Int32, _ body: (String) -> Void) {
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            pending += chunk[..<count]
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                body(String(decoding: pending[..<end], as: UTF8.self))
                pending.removeSubrange(...end)
            }
        }
        if !pending.isEmpty { body(String(decoding: pending, as: UTF8.self)) }
    }

    /// Writes a line to its standard input; one that has ended takes no notice.
    func send(_ line: String) {
        var line = line + "\n"
        input.withLock { input in
            guard let input else { return }
            line.withUTF8 { Output.bytes(UnsafeRawBufferPointer($0), to: input) }
        }
    }

    /// Kills it, and what it has started, as a crash or a power cut would.
    func kill() { RunningChildren.send(SIGKILL, toGroupOf: id) }

    /// Closes its standard input and waits for the end; one that takes too long is killed.
    ///
    /// - Returns: The exit code, or 128 and the signal's number.
    func end(within limit: Duration = .seconds(5)) async -> Int32 {
        input.withLock { input in
            if let input { close(input) }
            input = nil
        }
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "child end").async { [id] in
                continuation.resume(returning: RunningChildren.wait(for: id, atMost: limit))
            }
        }
    }
}
