/// Whose token a request to the API carried.
package struct TokenHolder: Sendable {
    /// The kind of token, such as `legacy` or `supertokens`.
    package let kind: String
    /// The user.
    package let subject: String
    /// Adds what the provider's SDK adds to an answer, such as a replacement token.
    let decorate: @Sendable (inout Answer) -> Void

    init(kind: String, subject: String, decorate: @escaping @Sendable (inout Answer) -> Void = { _ in }) {
        self.kind = kind
        self.subject = subject
        self.decorate = decorate
    }
}
