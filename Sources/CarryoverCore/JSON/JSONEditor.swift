/// Changes single values of a JSON text and leaves every other byte as it is.
///
/// A token file may belong to another program: its order, spacing and unknown members are not ours to touch.
package struct JSONEditor {
    package private(set) var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Replaces a value that is there.
    ///
    /// Returns whether it was.
    @discardableResult
    package mutating func replace(_ pointer: JSONPointer, with value: JSONValue) throws(JSONError) -> Bool {
        guard let place = try place(of: pointer) else { return false }
        bytes.replaceSubrange(place.value, with: value.serialized)
        return true
    }

    /// Removes a member or element with the comma that belongs to it.
    ///
    /// Returns whether there was one.
    @discardableResult
    package mutating func remove(_ pointer: JSONPointer) throws(JSONError) -> Bool {
        guard !pointer.tokens.isEmpty, let place = try place(of: pointer) else { return false }
        var start = place.item.lowerBound
        var end = place.item.upperBound
        var next = end
        while next < bytes.count, Self.isWhitespace(bytes[next]) { next += 1 }
        if next < bytes.count, bytes[next] == UInt8(ascii: ",") {
            // What follows moves up into this item's place.
            end = next + 1
            while end < bytes.count, Self.isWhitespace(bytes[end]) { end += 1 }
        } else {
            var previous = start
            while previous > 0, Self.isWhitespace(bytes[previous - 1]) { previous -= 1 }
            if previous > 0, bytes[previous - 1] == UInt8(ascii: ",") { start = previous - 1 }
        }
        bytes.removeSubrange(start..<end)
        return true
    }

    private struct Place {
        /// The name and the value of a member, or an element.
        var item: Range<Int>
        var value: Range<Int>
    }

    private func place(of pointer: JSONPointer) throws(JSONError) -> Place? {
        var scanner = JSONScanner(bytes)
        scanner.skipWhitespace()
        return try Self.descend(&scanner, pointer.tokens[...], itemStart: scanner.position)
    }

    private static func descend(
        _ scanner: inout JSONScanner,
        _ tokens: ArraySlice<String>,
        itemStart: Int
    ) throws(JSONError) -> Place? {
        guard let token = tokens.first else {
            let start = scanner.position
            _ = try scanner.value()
            return Place(item: itemStart..<scanner.position, value: start..<scanner.position)
        }
        var found: Place?
        switch try scanner.peek() {
        case UInt8(ascii: "{"):
            try scanner.enumerateMembers { (scanner, name, start) throws(JSONError) in
                guard name == token else {
                    _ = try scanner.value()
                    return
                }
                found = try descend(&scanner, tokens.dropFirst(), itemStart: start) ?? found
            }
        case UInt8(ascii: "["):
            let wanted = JSONPointer.index(token)
            try scanner.enumerateElements { (scanner, index) throws(JSONError) in
                guard index == wanted else {
                    _ = try scanner.value()
                    return
                }
                found = try descend(&scanner, tokens.dropFirst(), itemStart: scanner.position)
            }
        default:
            _ = try scanner.value()
        }
        return found
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
