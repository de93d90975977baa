import CarryoverCore
import Synchronization

/// A folder of another program, in memory.
final class FilesInMemory: LegacyFiles {
    private struct State {
        var files: [String: (content: Secret, version: Int)] = [:]
        var writes = 0
        var failure: LegacyFileError?
        var interruptions = 0
    }

    private let state = Mutex(State())

    init(_ files: [String: String] = [:]) {
        for (path, text) in files { self[path] = text }
    }

    /// The text of a file.
    subscript(path: String) -> String? {
        get { state.withLock { $0.files[path]?.content.exposed } }
        set { put(newValue.map { Secret($0) }, at: path) }
    }

    func put(_ content: Secret?, at path: String) {
        state.withLock { state in
            state.writes += 1
            state.files[path] = content.map { ($0, state.writes) }
        }
    }

    /// Makes every call fail.
    func fail(_ reason: LegacyFileError.Reason?) {
        state.withLock { $0.failure = reason.map { LegacyFileError($0, path: "x", detail: "scripted") } }
    }

    /// Lets another program write a file again after each of the next reads.
    func interrupt(times: Int) { state.withLock { $0.interruptions = times } }

    func expand(_ pattern: String) async -> LegacyPaths {
        if let failure = state.withLock({ $0.failure }) { return LegacyPaths(unreadable: [failure]) }
        guard pattern.hasSuffix("*") else { return LegacyPaths([pattern]) }
        return LegacyPaths(
            state.withLock { $0.files.keys.filter { $0.hasPrefix(pattern.dropLast()) }.sorted() }
        )
    }

    func read(_ path: String) async throws(LegacyFileError) -> LegacyFile? {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        return state.withLock { state in
            guard let (content, version) = state.files[path] else { return nil }
            if state.interruptions > 0 {
                state.interruptions -= 1
                state.writes += 1
                state.files[path]?.version = state.writes
            }
            return LegacyFile(path: path, content: content, version: String(version))
        }
    }

    func replace(_ file: LegacyFile, with content: Secret) async throws(LegacyFileError) {
        try check(file)
        put(content, at: file.path)
    }

    func remove(_ file: LegacyFile) async throws(LegacyFileError) {
        try check(file)
        put(nil, at: file.path)
    }

    private func check(_ file: LegacyFile) throws(LegacyFileError) {
        guard state.withLock({ $0.files[file.path].map { String($0.version) } }) == file.version else {
            throw LegacyFileError(.changed, path: file.path, detail: "scripted")
        }
    }
}
