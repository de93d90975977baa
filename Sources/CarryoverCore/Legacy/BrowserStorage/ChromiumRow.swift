/// How Chromium keeps local storage in LevelDB: one row for each item, `_<origin>`, a zero and the item's name.
///
/// Name and value each begin with a byte that tells how the text after it is encoded.
package enum ChromiumRow {
    /// What the rows of an origin begin with.
    ///
    /// That of a page in a frame of another site has more in front of the zero, and is another storage.
    package static func prefix(of origin: WebOrigin) -> [UInt8] { Array("_\(origin.text)".utf8) + [0] }

    /// Reads a row, what its key begins with left out.
    package static func item(
        name: some RandomAccessCollection<UInt8>,
        value: some RandomAccessCollection<UInt8>
    ) -> BrowserStorageItem {
        guard let name = text(name) else { return BrowserStorageItem(key: "", value: nil) }
        return BrowserStorageItem(key: name, value: text(value).map { Secret($0) })
    }

    /// Reads a text with its byte in front.
    package static func text(_ bytes: some RandomAccessCollection<UInt8>) -> String? {
        let rest = bytes.dropFirst()
        switch bytes.first {
        case 0: return UTF16Text.text(rest)
        case 1: return String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) }))
        default: return nil
        }
    }
}
