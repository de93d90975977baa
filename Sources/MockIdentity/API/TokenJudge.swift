/// Says for one provider whether a request to the API carries its token.
package protocol TokenJudge: Sendable {
    /// Judges a request; the answer to a valid one may need more headers.
    func judge(_ call: Call) async throws -> TokenVerdict
}
