import CarryoverCore

/// Why a transfer has no answer, before it is known which request it was.
struct TransferFailure: Error, Equatable {
    let code: TransportError.Code
    let detail: String
    let mayHaveArrived: Bool

    init(_ code: TransportError.Code, _ detail: String, mayHaveArrived: Bool = false) {
        self.code = code
        self.detail = detail
        self.mayHaveArrived = mayHaveArrived
    }

    func error(for request: HTTPRequest) -> TransportError {
        TransportError(code, request: request, detail: detail, mayHaveArrived: mayHaveArrived)
    }
}
