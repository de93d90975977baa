import CCarryover
import Carryover

/// Why a call did not do what it was for, in the terms of the header.
struct Fault: Error, Sendable {
    let code: carryover_result
    let message: String
    /// What is below it, for the detail.
    var cause: JSONValue = .null

    /// The JSON detail.
    var detail: JSONValue {
        ["code": .string(ResultCode.name(code)), "message": .string(message), "cause": cause]
    }
}

extension Fault {
    init(_ error: SessionError) {
        self.init(
            code: ResultCode.code(error.code),
            message: error.message,
            cause: error.underlying.map { ErrorCause.json($0) } ?? .null
        )
    }

    init(_ error: ConfigurationError) {
        self.init(
            code: carryover_result(CARRYOVER_CONFIGURATION),
            message: error.description,
            cause: ErrorCause.json(error)
        )
    }

    static func invalidArgument(_ message: String) -> Fault {
        Fault(code: carryover_result(CARRYOVER_INVALID_ARGUMENT), message: message)
    }

    static let invalidHandle = Fault(
        code: carryover_result(CARRYOVER_INVALID_HANDLE),
        message: "the handle is NULL, was closed, or is of another kind"
    )
    static let timeout = Fault(
        code: carryover_result(CARRYOVER_TIMEOUT),
        message: "the deadline passed; what was begun goes on"
    )
    static let forked = Fault(
        code: carryover_result(CARRYOVER_FORKED),
        message: "this process was forked off one that has a session open"
    )
    static let noResources = Fault(
        code: carryover_result(CARRYOVER_NO_RESOURCES),
        message: "there is no memory or no descriptor left"
    )
}
