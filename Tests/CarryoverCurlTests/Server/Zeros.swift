import Foundation

/// An answer with 100 000 zeros, which gzip (RFC 1952) made a thousandth as long.
enum Zeros {
    static let count = 100_000

    static var answer: [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n".utf8) + compressed
    }

    private static var compressed: [UInt8] {
        let text = """
            H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBXA32VEdSghgEA
            """
        return Array(Data(base64Encoded: text) ?? Data())
    }
}
