import Foundation
import MockIdentity

/// An HTTP answer as it came over the socket.
struct RawAnswer: Sendable {
    let status: Int
    let fields: [HeaderField]
    let body: Data
    /// Whether the connection ended before the announced length had come.
    let isTruncated: Bool

    /// The first value of a header field, whatever its case.
    subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    func values(of name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { JSONValue(parsing: body) ?? .null }

    /// Parses everything that came until the connection ended.
    init?(_ data: Data) {
        guard let end = data.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
        self.status = status
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return HeaderField(name: String(line[..<colon]), value: value)
        }
        let body = Data(data[end.upperBound...])
        self.body = body
        let length = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        isTruncated = length.map { body.count < $0 } ?? false
    }
}
