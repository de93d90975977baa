import Carryover

/// What lies below an error, as JSON: the layer, its own code, and where it happened.
///
/// Nothing in it is secret.
enum ErrorCause {
    static func json(_ error: any Error) -> JSONValue {
        switch error {
        case let error as ProviderError: json(error)
        case let error as TransportError: json(error)
        case let error as StoreError: json(error)
        case let error as ConfigurationError:
            ["layer": "configuration", "path": .string(error.path), "detail": .string(error.reason)]
        default: ["layer": "other", "detail": .string("\(error)")]
        }
    }

    private static func json(_ error: ProviderError) -> JSONValue {
        [
            "layer": "provider",
            "kind": .string(error.kind.rawValue),
            "code": .string(error.code),
            "endpoint": .string(error.endpoint),
            "status": error.status.map { .integer($0) } ?? .null,
            "retry_after_seconds": error.retryAfter.map { .integer($0.components.seconds) } ?? .null,
            "may_have_arrived": .bool(error.mayHaveArrived),
            "trace_id": .optional(error.traceID),
            "cause": error.underlying.map { json($0) } ?? .null,
        ]
    }

    private static func json(_ error: TransportError) -> JSONValue {
        [
            "layer": "transport",
            "code": .string(error.code.rawValue),
            "request": .string(error.request),
            "detail": .string(error.detail),
            "may_have_arrived": .bool(error.mayHaveArrived),
        ]
    }

    private static func json(_ error: StoreError) -> JSONValue {
        [
            "layer": "store",
            "code": .string(error.code.rawValue),
            "operation": .string(error.operation),
            "detail": .string(error.detail),
            "remedy": .optional(error.remedy),
        ]
    }
}
