package import FoundationEssentials

/// A JSON document that holds legacy logins: how it is read, and how it is changed without touching the rest.
package struct LegacyTokenDocument: Sendable {
    /// A login, and where it stands.
    package struct Login: Sendable {
        package let credential: LegacyCredential
        fileprivate let places: LegacyTokenPlaces
    }

    /// The usable logins, in the order of the document.
    package let logins: [Login]
    /// What is wrong with logins that are not usable, without any of their content.
    package let faults: [String]
    private let content: Secret
    private let json: JSONValue

    /// Reads a document.
    ///
    /// - Parameter writtenAt: When it was written, where that is known; a lifetime without a beginning counts from then.
    package init(
        _ content: Secret,
        format: any LegacyFormat,
        writtenAt: Date? = nil
    ) throws(JSONError) {
        json = try JSONValue(parsing: content).unfolded
        self.content = content
        var logins: [Login] = []
        var faults: [String] = []
        for places in format.logins(in: json) {
            do throws(LegacyTokenPlaces.NoToken) {
                let credential = try places.credential(in: json, writtenAt: writtenAt)
                if credential.isUsable { logins.append(Login(credential: credential, places: places)) }
            } catch {
                faults.append("\(error.place) is not a token")
            }
        }
        self.logins = logins
        self.faults = faults
    }

    /// The logins that have a token in common with a credential.
    private func logins(of credential: LegacyCredential) -> [Login] {
        logins.filter { $0.credential.mark.overlaps(credential.mark) }
    }

    /// The document with the tokens of a rotated credential in the place of the old ones, or `nil` where the
    /// login is not in it any more.
    package func replacing(
        _ old: LegacyCredential,
        with rotated: LegacyCredential
    ) throws(JSONError) -> Secret? {
        let logins = logins(of: old)
        guard !logins.isEmpty else { return nil }
        var editor = NestedJSONEditor(content.withBytes { Array($0) })
        for places in logins.map(\.places) {
            // Where a format keeps one token in two roles, the access token has the last word.
            let tokens = [
                (places.idToken, rotated.idToken), (places.refreshToken, rotated.refreshToken),
                (places.accessToken, rotated.accessToken),
            ]
            for case (let pointers, let token?) in tokens {
                for pointer in pointers { try editor.replace(pointer, with: .string(token.exposed)) }
            }
            for pointer in places.expiresAt {
                guard let old = pointer.value(in: json), let date = rotated.expiresAt,
                    let new = LegacyExpiry.value(date, like: old)
                else { continue }
                try editor.replace(pointer, with: new)
            }
            try replaceBeginning(of: places, until: rotated.expiresAt, &editor)
        }
        return Secret(bytes: editor.bytes)
    }

    /// A lifetime stays what it was, so its beginning is what says when the rotated token ends.
    private func replaceBeginning(
        of places: LegacyTokenPlaces,
        until end: Date?,
        _ editor: inout NestedJSONEditor
    ) throws(JSONError) {
        guard let pointer = places.obtainedAt, let old = pointer.value(in: json), let end,
            let lifetime = places.expiresIn?.value(in: json).flatMap({ LegacyExpiry.lifetime($0) }),
            let new = LegacyExpiry.value(end.addingTimeInterval(-lifetime), like: old)
        else { return }
        try editor.replace(pointer, with: new)
    }

    /// What erasing a login leaves of a document.
    package enum Rest: Sendable {
        /// The login is not in it any more.
        case unchanged
        case changed(Secret)
        /// There was nothing else in it.
        case nothing
    }

    /// The document without a login.
    package func erasing(_ credential: LegacyCredential) throws(JSONError) -> Rest {
        let logins = logins(of: credential)
        guard !logins.isEmpty else { return .unchanged }
        var editor = NestedJSONEditor(content.withBytes { Array($0) })
        for places in logins.map(\.places) {
            let tokens = places.accessToken + places.refreshToken + places.idToken
            for pointer in tokens + places.expiresAt + places.companions { try erase(pointer, &editor) }
        }
        try eraseCopies(of: logins.map(\.credential), &editor)
        var labels = editor
        for pointer in logins.flatMap(\.places.labels) { try labels.remove(pointer) }
        return try JSONValue(parsing: labels.bytes).unfolded.isHollow
            ? .nothing : .changed(Secret(bytes: editor.bytes))
    }

    private func erase(_ pointer: JSONPointer, _ editor: inout NestedJSONEditor) throws(JSONError) {
        if pointer.namesElement(in: json) {
            // Its neighbours must stay where the other pointers expect them.
            try editor.replace(pointer, with: .null)
        } else {
            // A name may occur twice, and each of them may hold a token.
            while try editor.remove(pointer) {}
        }
    }

    /// A document may hold a token a second time, in a place that its format does not mention.
    private func eraseCopies(
        of credentials: [LegacyCredential],
        _ editor: inout NestedJSONEditor
    ) throws(JSONError) {
        let tokens = credentials.flatMap { [$0.accessToken, $0.refreshToken, $0.idToken] }
        let texts = Set(tokens.compactMap { $0?.exposed })
        var earlier: JSONPointer?
        while let copy = try JSONValue(parsing: editor.bytes).unfolded.pointer(to: texts) {
            // It stands in the first of two containers of one name, and no pointer leads there.
            guard copy != earlier else { throw JSONError(reason: "a name occurs twice", offset: 0) }
            try editor.replace(copy, with: .null)
            earlier = copy
        }
    }
}

extension JSONValue {
    /// Whether there is nothing in it but empty containers.
    fileprivate var isHollow: Bool {
        switch self {
        case .object(let object): object.members.allSatisfy { $0.value.isHollow }
        case .array(let elements): elements.allSatisfy(\.isHollow)
        case .null: true
        default: false
        }
    }

    /// Where one of some texts stands.
    fileprivate func pointer(to texts: Set<String>) -> JSONPointer? {
        func search(_ value: JSONValue, _ path: [String]) -> [String]? {
            switch value {
            case .string(let text): texts.contains(text) ? path : nil
            case .array(let elements):
                elements.enumerated().lazy.compactMap { search($1, path + [String($0)]) }.first
            case .object(let object):
                object.members.lazy.compactMap { search($0.value, path + [$0.name]) }.first
            default: nil
            }
        }
        return search(self, []).map { JSONPointer(tokens: $0) }
    }
}
