package import JWTKit

/// A token's payload, whatever its members.
package struct Claims: JWTPayload, Hashable {
    /// The members.
    package var members: [String: JSONValue]

    /// Creates a payload.
    package init(members: [String: JSONValue]) {
        self.members = members
    }

    /// Reads the payload's object.
    package init(from decoder: any Decoder) throws {
        members = try [String: JSONValue](from: decoder)
    }

    /// Writes the members as one object.
    package func encode(to encoder: any Encoder) throws {
        try members.encode(to: encoder)
    }

    /// Checks nothing: the verifier compares claims with its own clock and issuer.
    package func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Returns a claim that is a string.
    package func string(_ name: String) -> String? { members[name]?.string }

    /// Returns a claim that is a number, such as a time in seconds.
    package func number(_ name: String) -> Double? { members[name]?.number }

    /// The subject.
    package var subject: String? { string("sub") }
}
