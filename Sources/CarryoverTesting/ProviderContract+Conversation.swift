import CarryoverCore
import FoundationEssentials

extension ProviderContract {
    /// One conversation with the server: what it answered, what was sent to it, and what the provider made of that.
    struct Conversation: Sendable {
        let result: Result<Session?, ProviderError>
        let requests: [HTTPRequest]

        /// The session that came of it.
        func session() throws -> Session {
            switch result {
            case .success(let session?): return session
            case .success(nil): throw Breach(detail: "no session came of it")
            case .failure(let error): throw Breach(detail: "it failed: \(error)")
            }
        }

        /// The error that came of it.
        func error() throws -> ProviderError {
            switch result {
            case .success: throw Breach(detail: "it was taken for a success")
            case .failure(let error): return error
            }
        }
    }

    static let time = ManualTimeSource()
    static let idempotencyKey = "2f1c7d0e-6f3b-4c52-9f57-0d6a4b1e9c11"
    static let lifetime = 3600.0

    /// A date as HTTP writes it (RFC 9110 §5.6.7).
    static func httpDate(_ date: Date) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let text = RFC3339.text(date)
        let (day, time) = (text.prefix(10).split(separator: "-"), text.dropFirst(11).prefix(8))
        let weekday = days[Int(date.timeIntervalSince1970 / 86_400) % 7]
        return "\(weekday), \(day[2]) \(months[(Int(day[1]) ?? 1) - 1]) \(day[0]) \(time) GMT"
    }

    /// The tokens of the n-th answer.
    static func tokens(_ number: Int, rotated: Bool = true) -> Tokens {
        let now = Int64(time.wall.timeIntervalSince1970)
        let claims: JSONObject = [
            "iss": "https://issuer.example", "sub": "user-1", "jti": .string("token-\(number)"),
            "iat": .integer(now), "exp": .integer(now + Int64(lifetime)),
        ]
        let parts = [["alg": "none"] as JSONObject, claims].map {
            Base64URL.encode(JSONValue.object($0).serialized)
        }
        return Tokens(
            access: "\(parts[0]).\(parts[1]).c2lnbmF0dXJl",
            refresh: rotated ? "refresh-token-\(number)" : nil
        )
    }

    /// Asks the provider for something, with a server that answers each request alike.
    func ask(_ operation: Operation, _ answer: HTTPResponse) async throws -> Conversation {
        try await ask(operation) { _ in answer }
    }

    func ask(
        _ operation: Operation,
        _ respond: @escaping ScriptedTransport.Responder
    ) async throws -> Conversation {
        let session = operation == .exchange ? nil : try await opened()
        let transport = ScriptedTransport(respond)
        let context = ProviderContext(transport: transport, time: Self.time)
        let result: Result<Session?, ProviderError>
        do throws(ProviderError) {
            result = .success(try await ask(operation, session, in: context))
        } catch {
            result = .failure(error)
        }
        return Conversation(result: result, requests: transport.requests)
    }

    private func ask(
        _ operation: Operation,
        _ session: Session?,
        in context: ProviderContext
    ) async throws(ProviderError) -> Session? {
        switch (operation, session) {
        case (.refresh, let session?): return try await wire.provider.refresh(session, in: context)
        case (.revoke, let session?):
            try await wire.provider.revoke(session, in: context)
            return nil
        default:
            return try await wire.provider.exchange(
                wire.legacy,
                idempotencyKey: Self.idempotencyKey,
                in: context
            )
        }
    }

    /// A session as the provider itself made it.
    func opened() async throws -> Session {
        let tokens = Self.tokens(1)
        guard wire.operations.contains(.exchange) else {
            let context = ProviderContext(
                transport: ScriptedTransport { _ in wire.success(.refresh, tokens) },
                time: Self.time
            )
            guard let session = try await wire.provider.open(in: context) else {
                throw Breach(detail: "it opens no session")
            }
            return session
        }
        return try await ask(.exchange, wire.success(.exchange, tokens)).session()
    }
}
