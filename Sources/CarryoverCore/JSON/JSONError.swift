/// Where and why a text is not JSON.
///
/// The text itself is not part of it.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String
    /// The number of bytes before the place.
    package let offset: Int

    package var description: String { "\(reason) at byte \(offset)" }
}
