import CCarryover
import Carryover
import Glibc

/// Reads the file that holds a configuration, which may hold a client's secret.
enum ConfigurationFile {
    static func read(_ path: String) throws(Fault) -> Secret {
        let limit = Int(CARRYOVER_TEXT_MAX)
        // Nobody waits here for the other end of a pipe, which may never come.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, unsafe String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure(path, "not a regular file")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        defer {
            bytes.wipe()
            chunk.wipe()
        }
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return Secret(bytes: bytes) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failure(path, unsafe String(cString: strerror(errno)))
            }
            guard bytes.count + count <= limit else { throw failure(path, "longer than \(limit) bytes") }
            bytes += chunk[..<count]
        }
    }

    private static func failure(_ path: String, _ reason: String) -> Fault {
        Fault(
            code: carryover_result(CARRYOVER_CONFIGURATION),
            message: "\(path): \(reason)",
            cause: ["layer": "configuration", "path": "", "detail": .string(reason)]
        )
    }
}
