/// Logins in JSON files, in the format of the library that wrote them.
///
/// The path may hold wildcards. A file may hold several logins, which are kept apart.
public struct JSONFileSource: LegacySource {
    /// The path or pattern.
    public let path: String
    private let format: any LegacyFormat
    private let files: any LegacyFiles

    package init(path: String, format: any LegacyFormat, files: any LegacyFiles) {
        self.path = path
        self.format = format
        self.files = files
    }

    package init(path: String, pointers: LegacyTokenPointers, files: any LegacyFiles) {
        self.init(path: path, format: pointers, files: files)
    }

    /// The kind, as the configuration names it.
    public var kind: String { format.kind }

    /// The path or pattern, for people.
    public var location: String { path }

    /// Looks for credentials.
    public func find() async -> LegacyFinding {
        var finding = LegacyFinding()
        let paths = await files.expand(path)
        finding.unreadable += paths.unreadable.map { .unreadable($0) }
        for path in paths.found {
            do {
                guard let file = try await files.read(path) else { continue }
                finding.add(file.content, format: format, place: path, writtenAt: file.modifiedAt)
            } catch {
                finding.unreadable.append(.unreadable(error))
            }
        }
        return finding
    }

    /// Puts a rotated credential into the place of the old one.
    public func writeBack(
        _ rotated: LegacyCredential,
        replacing old: LegacyEntry
    ) async throws(LegacySourceError) {
        let isWritten = try await change(old.place) { (document) throws(JSONError) in
            try document.replacing(old.credential, with: rotated).map { .changed($0) } ?? .unchanged
        }
        // Not in its place and not in ours either, the rotated credential would be lost.
        if !isWritten { throw .holdsAnother(old.place) }
    }

    /// Takes the credential out of its place.
    public func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        _ = try await change(entry.place) { (document) throws(JSONError) in
            try document.erasing(entry.credential)
        }
    }

    /// Reads a file again and changes it.
    ///
    /// Returns whether there was something to change.
    private func change(
        _ place: String,
        _ edit: (LegacyTokenDocument) throws(JSONError) -> LegacyTokenDocument.Rest
    ) async throws(LegacySourceError) -> Bool {
        // Another program may write the file at the same moment; then what it wrote is looked at anew.
        for _ in 1...3 {
            if let isChanged = try await changeOnce(place, edit) { return isChanged }
        }
        throw LegacySourceError(.writeFailed, place: place, detail: "another program keeps writing it")
    }

    /// Returns `nil` when another program came in between.
    private func changeOnce(
        _ place: String,
        _ edit: (LegacyTokenDocument) throws(JSONError) -> LegacyTokenDocument.Rest
    ) async throws(LegacySourceError) -> Bool? {
        do {
            guard let file = try await files.read(place) else { return false }
            switch try edit(LegacyTokenDocument(file.content, format: format)) {
            case .unchanged: return false
            case .changed(let content): try await files.replace(file, with: content)
            case .nothing: try await files.remove(file)
            }
            return true
        } catch let error as JSONError {
            throw .malformed(error, place: place)
        } catch let error as LegacyFileError {
            if error.reason == .changed { return nil }
            throw LegacySourceError(.writeFailed, place: place, detail: error.description)
        } catch {
            throw LegacySourceError(.writeFailed, place: place, detail: "unexpected failure")
        }
    }
}
