import Dispatch
import Glibc
import Synchronization

/// What a finished program left.
struct Finished: Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    var exitCode: Int32
    var output: String
    var errors: String
}

/// A program under test, as a process of its own.
final class Program: Sendable {
    let id: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32

    /// The folder that the programs of this package were built into.
    static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The test runner is either the bundle itself or the toolchain's helper, which is told the bundle's path.
        let candidates = [own] + CommandLine.arguments
        for path in candidates where path.contains(".xctest") {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if let bundle = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) {
                return parts[..<bundle].joined(separator: "/")
            }
        }
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }()

    struct Failure: Error {
        let reason: String
    }

    /// A program that held another one's pipe would keep it from seeing the end, so one is started at a time.
    private static let starting = Mutex(())

    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        let started = try Self.starting.withLock { _ in
            try Self.start(path, arguments, environment: environment)
        }
        (id, input, output, errors) = started
    }

    private static func start(
        _ path: String,
        _ arguments: [String],
        environment: [String: String]
    ) throws -> (id: pid_t, input: Int32, output: Int32, errors: Int32) {
        var pipes: [[Int32]] = []
        for _ in 0..<3 {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw Failure(reason: "no pipe") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pipes.append(ends)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0][0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipes[1][1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipes[2][1], STDERR_FILENO)
        // A mock server's connection that a child held as well would not end before the child does.
        for descriptor in STDERR_FILENO + 1..<Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 2048)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var id: pid_t = 0
        let result = posix_spawn(&id, path, &actions, nil, &argv, &envp)
        for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(end) }
        guard result == 0 else { throw Failure(reason: "\(path): \(String(cString: strerror(result)))") }
        return (id, pipes[0][1], pipes[1][0], pipes[2][0])
    }

    /// Runs a program to its end.
    static func run(_ name: String, _ arguments: [String], environment: [String: String]) async throws
        -> Finished
    {
        try await Program("\(folder)/\(name)", arguments, environment: environment).finish()
    }

    /// Runs a program of the machine's to its end.
    static func run(path: String, _ arguments: [String], environment: [String: String]) async throws
        -> Finished
    {
        try await Program(path, arguments, environment: environment).finish()
    }

    /// Reads the next line that it prints; empty where there is none any more.
    func nextLine() async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "next line").async { [output] in
                var bytes: [UInt8] = []
                var byte: UInt8 = 0
                while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Closes its standard input, reads all it prints, and waits for its end.
    func finish() async -> Finished {
        close(input)
        async let output = Self.readAll(self.output)
        async let errors = Self.readAll(self.errors)
        let exitCode = await waitForEnd()
        return await Finished(exitCode: exitCode, output: output, errors: errors)
    }

    /// Kills it as a crash would.
    func kill() { signal(SIGKILL) }

    /// Sends it a signal.
    func signal(_ number: Int32) { Glibc.kill(id, number) }

    private func waitForEnd() async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "wait").async { [id] in
                var status: Int32 = 0
                while waitpid(id, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            }
        }
    }

    private static func readAll(_ descriptor: Int32) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "read").async {
                var bytes: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(descriptor, &chunk, chunk.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    bytes += chunk[..<count]
                }
                close(descriptor)
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
