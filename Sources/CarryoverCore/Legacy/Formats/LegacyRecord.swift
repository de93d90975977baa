/// An object in which a library may keep a login: the document itself, or a member of it.
struct LegacyRecord {
    /// The name it stands under, or `nil` where it is the document itself.
    let key: String?
    let object: JSONObject
    let pointer: JSONPointer

    /// The document itself, and what it holds directly.
    static func all(in document: JSONValue) -> [LegacyRecord] {
        guard let object = document.object else { return [] }
        let root = LegacyRecord(key: nil, object: object, pointer: JSONPointer(tokens: []))
        var seen: Set<String> = []
        return [root]
            + object.members.compactMap { member in
                // Of a name that occurs twice, the last one counts.
                guard seen.insert(member.name).inserted, let value = object[member.name]?.object else {
                    return nil
                }
                return LegacyRecord(key: member.name, object: value, pointer: root.pointer + [member.name])
            }
    }

    /// A place within the record.
    subscript(tokens: String...) -> JSONPointer { pointer + tokens }

    /// The object within the record that the names lead to.
    func object(_ names: String...) -> JSONObject? {
        JSONPointer(tokens: names).value(in: .object(object))?.object
    }

    /// The text within the record that the names lead to.
    func text(_ names: String...) -> String? {
        JSONPointer(tokens: names).value(in: .object(object))?.string
    }
}

extension JSONPointer {
    /// The place that the tokens lead to from another one.
    static func + (pointer: JSONPointer, tokens: [String]) -> JSONPointer {
        JSONPointer(tokens: pointer.tokens + tokens)
    }
}
