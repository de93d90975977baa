import CarryoverCore

extension EncryptedRecordFile {
    /// What the record's file is worth and whether it can be used.
    func description(because reason: String?) -> StoreDescription {
        var state = StoreDescription.State.ready
        var details = [reason].compactMap(\.self)
        var source: KeySource?
        var record: RecordHeader?
        do throws(StoreError) {
            record = try header("describe")
            source = record?.source
            if source == nil { source = try keys.bestSource("describe") }
            _ = try load("describe")
        } catch {
            state = error.state
            details.append(error.description)
        }
        if source == .keyFile {
            details.append(
                "the key is \(keys.keyPath(for: record)): this keeps other users out, not who can read your files"
            )
        }
        if let kind = FileSystemKind.found(at: data.directory, calls: calls), kind.isRemote {
            details.append("the folder is on \(kind.name): another machine answers for locks and durability")
        }
        return StoreDescription(
            backend: .file,
            state: state,
            protection: source?.protection ?? .none,
            detail: details.isEmpty ? nil : details.joined(separator: "; ")
        )
    }
}
