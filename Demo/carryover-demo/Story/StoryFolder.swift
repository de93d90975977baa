import Carryover
import Glibc
import Synchronization

/// A private folder that stands in for a user's home, with an environment that points into it.
struct StoryFolder: Sendable {
    let path: String

    init() throws(StoryFailure) {
        // The path of the keyring's socket is cut off after 107 bytes.
        let base = Variable.value("TMPDIR").flatMap { $0.utf8.count > 60 ? nil : $0 } ?? "/tmp"
        var template = Array("\(base)/carryover-story.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StoryFailure(description: "\(base): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        Self.remember(path)
        for name in ["config", "config/notes", "state", "data", "run"] { mkdir("\(path)/\(name)", 0o700) }
    }

    var legacyFile: String { "\(path)/config/notes/auth.json" }
    var configurationFile: String { "\(path)/carryover.json" }
    var stateFolder: String { "\(path)/state/notes" }

    /// What the processes of the story see: this folder as their home, and nothing that leads to the real one.
    var environment: [String: String] {
        var variables = [
            "HOME": path, "XDG_CONFIG_HOME": "\(path)/config", "XDG_STATE_HOME": "\(path)/state",
            "XDG_DATA_HOME": "\(path)/data", "XDG_RUNTIME_DIR": "\(path)/run",
        ]
        for name in ["PATH", "LANG", "LD_LIBRARY_PATH", "TERM", "NO_COLOR"] {
            variables[name] = Variable.value(name)
        }
        return variables
    }

    /// Takes the file of that name away, if there is one.
    func removeFile(_ path: String) { unlink(path) }

    /// Another folder with the same files, as whoever copies a disk has one.
    func copy() async throws -> StoryFolder {
        let other = try StoryFolder()
        let sources = ["config", "state", "data"].map { "\(path)/\($0)" }
        let copying = try ChildProcess(
            "/bin/cp",
            ["-R", "-p"] + sources + [other.path],
            environment: environment
        )
        guard await copying.end() == 0 else { throw StoryFailure(description: "\(path): not copied") }
        return other
    }

    /// Writes a file that only its owner can read.
    func write(_ text: String, to path: String) throws(StoryFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoryFailure(description: "\(path): \(String(cString: strerror(errno)))")
        }
        var text = text + "\n"
        text.withUTF8 { Output.bytes(UnsafeRawBufferPointer($0), to: descriptor) }
        close(descriptor)
    }

    func remove() {
        Self.remove(path)
        keep()
    }

    /// Lets the folder stay when this process ends.
    func keep() { _ = Self.remembered.withLock { $0.remove(path) } }

    private static let remembered = Mutex<Set<String>>([])
    /// However this process ends, unless it is killed, it leaves nothing behind.
    private static let removal: Int32 = atexit {
        for path in StoryFolder.remembered.withLock({ $0 }) { StoryFolder.remove(path) }
    }

    private static func remember(_ path: String) {
        _ = removal
        remembered.withLock { _ = $0.insert(path) }
    }

    private static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { buffer in
                String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }
}
