import Carryover
import Synchronization

/// Tells when each request leaves, and what came of it.
final class WatchedTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let tell: @Sendable (WatchInput) -> Void
    private let last = Mutex(0)

    init(_ base: any HTTPTransport, tell: @escaping @Sendable (WatchInput) -> Void) {
        self.base = base
        self.tell = tell
    }

    func prepare() { base.prepare() }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let id = last.withLock { last in
            last += 1
            return last
        }
        tell(.requestBegan(id, request.description))
        do {
            let response = try await base.send(request)
            tell(.requestEnded(id, "\(request): HTTP \(response.status)", isGood: response.status < 400))
            return response
        } catch {
            tell(.requestEnded(id, error.description, isGood: false))
            throw error
        }
    }
}
