package import CarryoverCore
package import FoundationEssentials

extension SessionEvent {
    /// The object that the command line and the C interface tell an event by.
    ///
    /// - Parameters:
    ///   - name: What it is called, where it has no name of its own.
    ///   - date: When it happened.
    package func json(named name: String, at date: Date) -> JSONValue {
        var object: JSONObject = ["event": .string(name), "at": .string(RFC3339.text(date))]
        for detail in details {
            let isNumber = detail.name == "generation" && detail.value != nil
            object[detail.name] = isNumber ? .number(detail.value ?? "0") : .optional(detail.value)
        }
        return .object(object)
    }
}
