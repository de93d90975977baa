/// The file `origin` that WebKitGTK for GTK 4 puts beside the storage of an origin, whose folder is named by a hash.
///
/// It holds the origin of the page's top frame and that of the frame itself, each as scheme, host and port.
package enum WebKitOriginFile {
    /// Reads the origin of a storage that a page's top frame has used; `nil` for anything else.
    package static func origin(_ bytes: [UInt8]) -> WebOrigin? {
        var rest = bytes[...]
        guard let top = origin(from: &rest), let own = origin(from: &rest), top == own, rest.isEmpty else {
            return nil
        }
        return own
    }

    private static func origin(from bytes: inout ArraySlice<UInt8>) -> WebOrigin? {
        guard let scheme = text(from: &bytes), let host = text(from: &bytes), let hasPort = bytes.popFirst()
        else {
            return nil
        }
        if hasPort == 0 { return WebOrigin("\(scheme)://\(host)") }
        guard hasPort == 1, let port = number(of: 2, from: &bytes) else { return nil }
        return WebOrigin("\(scheme)://\(host):\(port)")
    }

    /// A text is its length, a byte that tells whether it is in Latin-1, and its characters.
    private static func text(from bytes: inout ArraySlice<UInt8>) -> String? {
        guard let length = number(of: 4, from: &bytes), length <= 4096, let isLatin1 = bytes.popFirst() else {
            return nil
        }
        let count = isLatin1 == 0 ? length * 2 : length
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return ChromiumRow.text([isLatin1] + bytes.prefix(count))
    }

    /// A number, little end first.
    private static func number(of count: Int, from bytes: inout ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
