/// How a session's tokens travel.
package enum TransferMode: String, Sendable, Codable, Hashable {
    /// In `Authorization` and the `st-` headers.
    case header
    /// In cookies.
    case cookie
}
