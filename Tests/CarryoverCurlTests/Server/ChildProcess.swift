import Glibc

/// A program that runs beside the tests, with one socket for its standard input and output.
final class ChildProcess {
    struct Failure: Error { let program: String }

    private let id: pid_t
    private let socket: Int32

    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(program: program)
        }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Other tests' servers run in this process, and their sockets must close when they say so.
        for descriptor in STDERR_FILENO + 1..<Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 2048)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        guard posix_spawn(&id, program, &actions, nil, &words, environ) == 0 else {
            close(ends[0])
            throw Failure(program: program)
        }
        self.id = id
        socket = ends[0]
    }

    deinit {
        // The end of its input is the end of a server.
        shutdown(socket, Int32(SHUT_WR))
        _ = wait()
        close(socket)
    }

    /// The next line of its output, or `nil` at the end.
    func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(socket, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String]) throws {
        let child = try ChildProcess(program, arguments)
        while child.readLine() != nil {}
        guard child.wait() == 0 else {
            throw Failure(program: ([program] + arguments).joined(separator: " "))
        }
    }

    /// Waits for the end; zero is success, also when the end was seen before.
    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// The path of a program, or `nil` when it is not installed.
    static func path(of name: String) -> String? {
        guard let folders = getenv("PATH") else { return nil }
        return String(cString: folders).split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }
}
