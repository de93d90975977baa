import CarryoverCore
import Synchronization

/// Files in memory, as another program left them.
final class ScriptedFiles: LegacyFiles {
    private struct State {
        var files: [String: (content: String, version: Int)]
        var nextVersion = 1
        var interloper: [String: String] = [:]
        var failure: LegacyFileError?
    }

    private let state: Mutex<State>

    init(_ files: [String: String]) {
        state = Mutex(State(files: files.mapValues { ($0, 0) }))
    }

    func content(_ path: String) -> String? { state.withLock { $0.files[path]?.content } }

    /// Lets another program write a file right after it was read.
    func overwriteAfterReading(_ path: String, with content: String) {
        state.withLock { $0.interloper[path] = content }
    }

    func fail(with error: LegacyFileError?) { state.withLock { $0.failure = error } }

    func expand(_ pattern: String) async -> LegacyPaths {
        if let failure = state.withLock({ $0.failure }) { return LegacyPaths(unreadable: [failure]) }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return LegacyPaths([pattern]) }
        return LegacyPaths(
            state.withLock { state in
                state.files.keys.filter { $0.hasPrefix(parts[0]) && $0.hasSuffix(parts[1]) }.sorted()
            }
        )
    }

    func read(_ path: String) async throws(LegacyFileError) -> LegacyFile? {
        state.withLock { state in
            guard let file = state.files[path] else { return nil }
            if let content = state.interloper.removeValue(forKey: path) {
                state.files[path] = (content, state.nextVersion)
                state.nextVersion += 1
            }
            return LegacyFile(path: path, content: Secret(file.content), version: String(file.version))
        }
    }

    func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError) {
        try check(file)
        state.withLock { state in
            state.files[file.path] = (content.exposed, state.nextVersion)
            state.nextVersion += 1
        }
    }

    func remove(_ file: LegacyFile) async throws(LegacyFileError) {
        try check(file)
        state.withLock { $0.files[file.path] = nil }
    }

    private func check(_ file: LegacyFile) throws(LegacyFileError) {
        guard state.withLock({ $0.files[file.path].map { String($0.version) } }) == file.version else {
            throw LegacyFileError(.changed, path: file.path, detail: "written by somebody else")
        }
    }
}
