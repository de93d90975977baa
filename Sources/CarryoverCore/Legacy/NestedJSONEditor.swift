/// Changes single values of a JSON text, also within strings that hold a JSON object themselves.
struct NestedJSONEditor {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Replaces a value that is there.
    ///
    /// Returns whether it was.
    @discardableResult
    mutating func replace(_ pointer: JSONPointer, with value: JSONValue) throws(JSONError) -> Bool {
        try edit(pointer) { (editor, pointer) throws(JSONError) in try editor.replace(pointer, with: value) }
    }

    /// Removes a member or element with the comma that belongs to it.
    ///
    /// Returns whether there was one.
    @discardableResult
    mutating func remove(_ pointer: JSONPointer) throws(JSONError) -> Bool {
        try edit(pointer) { (editor, pointer) throws(JSONError) in try editor.remove(pointer) }
    }

    private mutating func edit(
        _ pointer: JSONPointer,
        _ change: (inout JSONEditor, JSONPointer) throws(JSONError) -> Bool
    ) throws(JSONError) -> Bool {
        var editor = JSONEditor(bytes)
        let isChanged: Bool
        if let (outer, text) = try nearestString(on: pointer) {
            var nested = NestedJSONEditor(Array(text.utf8))
            isChanged = try nested.edit(
                JSONPointer(tokens: Array(pointer.tokens.dropFirst(outer.tokens.count))),
                change
            )
            if isChanged {
                try editor.replace(outer, with: .string(String(decoding: nested.bytes, as: UTF8.self)))
            }
        } else {
            isChanged = try change(&editor, pointer)
        }
        bytes = editor.bytes
        return isChanged
    }

    /// The first string on the way to a place, which then can only be in its text.
    private func nearestString(on pointer: JSONPointer) throws(JSONError) -> (JSONPointer, String)? {
        let document = try JSONValue(parsing: bytes)
        for count in pointer.tokens.indices {
            let outer = JSONPointer(tokens: Array(pointer.tokens.prefix(count)))
            if let text = outer.value(in: document)?.string, text.first == "{" { return (outer, text) }
        }
        return nil
    }
}

extension JSONValue {
    /// The value with every string that holds a JSON object replaced by that object.
    var unfolded: JSONValue {
        switch self {
        case .string(let text):
            guard text.first == "{", let nested = try? JSONValue(parsing: Array(text.utf8)) else {
                return self
            }
            return nested.unfolded
        case .array(let elements): return .array(elements.map(\.unfolded))
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.name, $0.value.unfolded) }))
        default: return self
        }
    }
}
