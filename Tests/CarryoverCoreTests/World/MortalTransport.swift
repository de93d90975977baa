import CarryoverCore

/// A transport as a process sees it that may die.
struct MortalTransport: HTTPTransport {
    let transport: any HTTPTransport
    let life: Lifeline

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let result = await life.step(request.endpoint.target) { () -> Result<HTTPResponse, TransportError> in
            do throws(TransportError) {
                return .success(try await transport.send(request))
            } catch {
                return .failure(error)
            }
        }
        guard let result else {
            throw TransportError(.connectionLost, request: request, detail: "dead", mayHaveArrived: true)
        }
        return try result.get()
    }
}
