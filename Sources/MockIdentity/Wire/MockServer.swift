/// A mock server's rules: a request in, an answer out.
package protocol MockServer: Sendable {
    /// The name in the ledger and in fault rules.
    var name: ServerName { get }

    /// Answers one request.
    func answer(_ call: Call) async throws -> Answer
}
