/// UTF-16, little end first, as browser engines on every common machine write it.
package enum UTF16Text {
    /// Reads a text; `nil` where half a unit is left over.
    ///
    /// Half a surrogate pair becomes U+FFFD, which is in no token.
    package static func text(_ bytes: some RandomAccessCollection<UInt8>) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let high = bytes.index(after: index)
            units.append(UInt16(bytes[index]) | UInt16(bytes[high]) << 8)
            index = bytes.index(after: high)
        }
        return String(decoding: units, as: UTF16.self)
    }
}
