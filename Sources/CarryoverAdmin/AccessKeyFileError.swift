/// What is wrong with a file of access keys, and where; never what it holds.
public struct AccessKeyFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which key, counted from 1, or `nil` for the file as a whole.
    public let number: Int?
    /// What is wrong.
    public let reason: String

    init(_ reason: String, number: Int? = nil) {
        self.number = number
        self.reason = reason
    }

    /// Place and reason, in words.
    public var description: String { number.map { "key \($0): \(reason)" } ?? reason }
}
