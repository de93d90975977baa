import FoundationEssentials
import Glibc

/// A private folder for one test, removed with everything in it when the test is done.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/carryover-test.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw Failure(number: errno) }
        self.path = String(cString: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    struct Failure: Error {
        let number: Int32
    }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Every file below the folder, by its path from there.
    var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var folders = [""]
        while let folder = folders.popLast() {
            guard let entries = opendir("\(path)/\(folder)") else { continue }
            defer { closedir(entries) }
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                let child = folder.isEmpty ? name : "\(folder)/\(name)"
                if mode(child) & UInt32(S_IFMT) == UInt32(S_IFDIR) {
                    folders.append(child)
                } else {
                    files[child] = bytes(child)
                }
            }
        }
        return files
    }

    /// Kind and permissions of a file.
    func mode(_ name: String) -> UInt32 {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0 ? status.st_mode : 0
    }

    func permissions(_ name: String) -> String { String(mode(name) & 0o7777, radix: 8) }

    func bytes(_ name: String) -> [UInt8]? {
        let file = open("\(path)/\(name)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    func write(_ bytes: [UInt8], _ name: String, mode: mode_t = 0o600) {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        _ = Glibc.write(file, bytes, bytes.count)
        fchmod(file, mode)
    }

    func write(_ text: String, _ name: String, mode: mode_t = 0o600) {
        write(Array(text.utf8), name, mode: mode)
    }

    func makeFolder(_ name: String, mode: mode_t = 0o700) {
        mkdir("\(path)/\(name)", 0o700)
        chmod("\(path)/\(name)", mode)
    }
}
