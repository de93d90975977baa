import Carryover
import FoundationEssentials

/// The JSON that is printed.
enum JSONLine {
    /// An event of `start --json`.
    static func event(_ event: SessionEvent, at date: Date) -> String? {
        guard let name = event.name else { return nil }
        return event.json(named: name, at: date).text
    }

    /// The last line of `start --json`.
    static func ready(_ report: StartReport, _ status: ExitStatus, at date: Date) -> String {
        let object: JSONObject = [
            "event": "ready", "at": .string(RFC3339.text(date)), "state": .string(report.state.name),
            "exit_code": .integer(status.rawValue), "error": .optional(report.problem?.code.rawValue),
        ]
        return JSONValue.object(object).text
    }

    /// The object of `status --json`.
    static func status(_ status: SessionStatus) -> JSONValue {
        status.json
    }
}
