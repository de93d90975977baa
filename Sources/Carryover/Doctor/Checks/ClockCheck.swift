import CarryoverCore
import FoundationEssentials

/// Whether the clock agrees with the server's.
enum ClockCheck {
    private static let name = "clock"

    static func finding(_ answer: Result<HTTPResponse, TransportError>, now: Date) -> Finding {
        guard case .success(let response) = answer, let server = response.date else {
            return Finding(name, .skip, "no server told its time")
        }
        let offset = now.timeIntervalSince(server)
        let seconds = Int(abs(offset).rounded())
        let text =
            seconds == 0
            ? "as the server's" : "\(seconds) seconds \(offset < 0 ? "behind" : "ahead of") the server"
        guard abs(offset) > 60 else { return Finding(name, .ok, text) }
        return Finding(
            failed: name,
            text,
            remedy: "set the clock; expiries do not depend on it, logs and TLS do"
        )
    }
}
