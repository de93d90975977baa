import Carryover
import CarryoverAdmin
import FoundationEssentials

/// What an import of access keys came to, in words and in JSON; never a key.
enum KeysText {
    /// - Parameters:
    ///   - report: What became of a key.
    ///   - entry: The key, where it would be imported: what it would be imported with is said.
    static func line(_ report: AccessKeyReport, dryRunOf entry: AccessKeyEntry? = nil) -> String {
        let outcome =
            switch report.outcome {
            case .imported(let id): "imported as \(id)"
            case .importedBefore(let id): "imported before, as \(id)"
            case .repeated: "the same key as one further up"
            case .refused(let code): "refused: \(code)"
            case .unknown: "not known whether it was imported: look at Descope"
            case .pending: entry.map { "would be imported" + fields(of: $0) } ?? "not done yet"
            }
        return "\(report.number). \(printable(report.name)): \(outcome)"
    }

    /// What a key would be imported with, each field behind a semicolon.
    private static func fields(of entry: AccessKeyEntry) -> String {
        entry.details.members.map { name, value in
            let texts = (value.array ?? []).compactMap(\.string)
            let text =
                if name == "expireTime", let seconds = value.string.flatMap({ Double($0) }) {
                    seconds == 0 ? "never" : RFC3339.text(Date(timeIntervalSince1970: seconds))
                } else if let array = value.array, texts.count == array.count {
                    array.isEmpty ? "none" : texts.joined(separator: ", ")
                } else {
                    value.string ?? value.text
                }
            return "; \(name) \(printable(text))"
        }
        .joined()
    }

    static func json(_ report: AccessKeyReport, dryRunOf entry: AccessKeyEntry? = nil) -> JSONValue {
        var object: JSONObject = [
            "number": .integer(report.number), "name": .string(report.name), "outcome": .string(report.word),
            "id": .null, "code": .null,
        ]
        switch report.outcome {
        case .imported(let id), .importedBefore(let id): object["id"] = .string(id)
        case .refused(let code): object["code"] = .string(code)
        case .repeated, .unknown, .pending: break
        }
        if let entry { object["fields"] = .object(entry.details) }
        return .object(object)
    }

    static func summary(_ result: AccessKeyImportResult, isDryRun: Bool) -> String {
        let words = ["imported", "imported-before", "repeated", "refused", "unknown", "pending"]
        let counts = words.compactMap { word -> String? in
            let count = result.reports.count { $0.word == word }
            guard count > 0 else { return nil }
            return "\(count) \(word == "pending" && isDryRun ? "to import" : word)"
        }
        return counts.isEmpty ? "no keys" : counts.joined(separator: ", ")
    }

    static func summary(_ result: AccessKeyImportResult, _ status: ExitStatus) -> JSONValue {
        var object: JSONObject = ["total": .integer(result.reports.count)]
        for word in ["imported", "imported-before", "repeated", "refused", "unknown", "pending"] {
            object[word] = .integer(result.reports.count { $0.word == word })
        }
        object["exit_code"] = .integer(status.rawValue)
        return .object(object)
    }

    static func text(_ interruption: AccessKeyImportResult.Interruption) -> String {
        switch interruption {
        case .unfinished(let error):
            "not finished: \(error)"
                + (error.retryAfter.map { ", again in \($0.components.seconds) seconds" } ?? "")
        case .refused(let error): "refused: \(error)"
        case .store(let error) where error.code == .busy: "another import is under way: \(error)"
        case .store(let error): "progress could not be noted: \(error)"
        }
    }

    static func status(of result: AccessKeyImportResult, isDryRun: Bool) -> ExitStatus {
        switch result.interruption {
        case .unfinished: return .unreachable
        case .refused: return .refused
        case .store(let error): return error.code == .busy ? .unreachable : .store
        case nil: break
        }
        let isRefused = result.reports.contains { report in
            if case .refused = report.outcome { return true }
            return report.outcome == .unknown
        }
        return isRefused ? .refused : .usable
    }

    /// A name comes from a file: nothing in it may steer a terminal.
    private static func printable(_ name: String) -> String {
        String(name.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    }
}
