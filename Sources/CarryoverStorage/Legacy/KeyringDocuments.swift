import CarryoverCore

/// Items that hold a JSON document each.
struct KeyringDocuments: KeyringLayout {
    let query: KeyringQuery
    let format: any LegacyFormat

    var text: String { query.text }
    var maskedText: String { query.maskedText }
    var isWritable: Bool { !query.isCut }

    func find(_ search: ForeignKeyring.Search, place: String) throws(StoreError) -> LegacyFinding {
        var finding = LegacyFinding()
        switch try query.values(search) {
        case .success(let values):
            for value in values { finding.add(value.content, format: format, place: place) }
        case .failure(let fault):
            finding.malformed.append(LegacySourceError(.malformed, place: place, detail: fault.detail))
        }
        return finding
    }

    func replace(
        _ old: LegacyCredential,
        with rotated: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError? {
        if !isWritable { return .inPieces(place) }
        var isWritten = false
        for case (let item, .changed(let content)) in try edits(
            search,
            { (document) throws(JSONError) in
                try document.replacing(old, with: rotated).map { .changed($0) } ?? .unchanged
            }
        ) {
            try item.items[0].replace(with: content)
            isWritten = true
        }
        return isWritten ? nil : .holdsAnother(place)
    }

    func erase(
        _ credential: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError? {
        var obstacle: LegacySourceError?
        for (value, rest) in try edits(
            search,
            { (document) throws(JSONError) in try document.erasing(credential) }
        ) {
            switch rest {
            case .unchanged: break
            case .changed(let content):
                if query.isCut {
                    obstacle = .inPieces(place)
                } else {
                    try value.items[0].replace(with: content)
                }
            case .nothing:
                for item in value.items { try item.remove() }
            }
        }
        return obstacle
    }

    /// Every document that can be understood, and what an edit makes of it.
    private func edits(
        _ search: ForeignKeyring.Search,
        _ edit: (LegacyTokenDocument) throws(JSONError) -> LegacyTokenDocument.Rest
    ) throws(StoreError) -> [(KeyringQuery.Value, LegacyTokenDocument.Rest)] {
        guard case .success(let values) = try query.values(search) else { return [] }
        return values.compactMap { value in
            do throws(JSONError) {
                return (value, try edit(LegacyTokenDocument(value.content, format: format)))
            } catch {
                return nil
            }
        }
    }
}
