import Carryover
import Glibc

/// Reads a file that the user named.
enum TextFile {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ path: String, limit: Int = 1 << 20) throws(Failure) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        defer { bytes.wipe() }
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        defer { chunk.wipe() }
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(description: String(cString: strerror(errno)))
            }
            if count == 0 { return Secret(bytes: bytes) }
            guard bytes.count + count <= limit else {
                throw Failure(description: "larger than \(limit) bytes")
            }
            bytes += chunk[..<count]
        }
    }
}
