import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

/// One conversation with a provider's server: an answer that is given to whatever is asked.
struct Exchange {
    let time = ManualTimeSource()

    /// What a provider made of one answer, and the request that it had sent.
    func ask<Value>(
        _ answer: HTTPResponse,
        _ body: (ProviderContext) async throws(ProviderError) -> Value
    ) async -> (result: Result<Value, ProviderError>, request: HTTPRequest?) {
        let transport = ScriptedTransport { _ in answer }
        do throws(ProviderError) {
            let value = try await body(ProviderContext(transport: transport, time: time))
            return (.success(value), transport.requests.first)
        } catch {
            return (.failure(error), transport.requests.first)
        }
    }

    /// A token that lives for 100 seconds, of which 5 seem to have passed by the clock here.
    func token(_ claims: JSONObject = [:]) -> String {
        let now = Int64(time.wall.timeIntervalSince1970)
        var claims = claims
        claims["iat"] = .integer(now - 5)
        claims["exp"] = .integer(now + 95)
        return Servers.State.token(claims)
    }
}

/// An answer, and what a provider has to make of it.
struct Verdict: Sendable, CustomTestStringConvertible {
    let answer: HTTPResponse
    let kind: ProviderError.Kind
    let code: String

    init(_ answer: HTTPResponse, _ kind: ProviderError.Kind, _ code: String) {
        self.answer = answer
        self.kind = kind
        self.code = code
    }

    var testDescription: String { "\(answer.status) \(answer.body.exposed)" }

    static let html = HTTPResponse(
        status: 401,
        fields: ["Content-Type": "text/html"],
        body: Secret("<html>Please sign in</html>")
    )

    /// Checks that a result is this failure.
    func check<Value>(
        _ result: Result<Value, ProviderError>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        switch result {
        case .success: Issue.record("it was taken for a success", sourceLocation: sourceLocation)
        case .failure(let error):
            #expect(error.kind == kind, sourceLocation: sourceLocation)
            #expect(error.code == code, sourceLocation: sourceLocation)
            #expect(error.status == answer.status, sourceLocation: sourceLocation)
        }
    }
}

extension HTTPRequest {
    /// The body, which every provider here sends as JSON.
    var json: JSONObject? { body.flatMap { try? JSONValue(parsing: $0) }?.object }
}
