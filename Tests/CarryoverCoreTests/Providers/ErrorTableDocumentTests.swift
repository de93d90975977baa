import FoundationEssentials
import Testing

@testable import CarryoverCore

/// What is written about the table, row by row against what it does.
struct ErrorTableDocumentTests {
    /// One row as it is written.
    private struct Row {
        let what: String
        let code: String
        let verdict: String
        /// The error codes that it names; none where it is about any.
        let errors: Set<String>
        let statuses: Set<Int>

        init(_ line: some StringProtocol) {
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: " ").joined(separator: " ")
            }
            (what, code, verdict) = (cells[0], cells[1], String(cells[2].prefix { $0.isLetter }))
            let parts = what.split(separator: "`", omittingEmptySubsequences: false)
            errors = Set(parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
            statuses = Self.statuses(what)
        }

        private static func statuses(_ what: String) -> Set<Int> {
            if what.contains("any other status") { return Set(100...599) }
            var named = Set<Int>()
            var isException = false
            for word in what.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                if word == "but" { isException = true }
                var numbers = Set<Int>()
                if word.count == 3, word.hasSuffix("xx"), let hundreds = Int(word.prefix(1)) {
                    numbers = Set(hundreds * 100...hundreds * 100 + 99)
                } else if word.count == 3, let number = Int(word) {
                    numbers = [number]
                }
                if isException { named.subtract(numbers) } else { named.formUnion(numbers) }
            }
            return named
        }

        func fits(_ status: Int, _ error: String?, isHTML: Bool) -> Bool {
            guard statuses.contains(status), isHTML || !what.contains("HTML") else { return false }
            return errors.isEmpty || error.map { errors.contains($0) && !isHTML } ?? false
        }

        func code(_ status: Int, _ error: String?) -> String {
            if code == "that error" { return error ?? "none" }
            let word = code.filter { $0 != "`" }
            return word == "http-…" ? "http-\(status)" : word
        }
    }

    /// The rows about answers, in their order.
    private func rows(of path: String) throws -> [Row] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.drop { $0 == "/" || $0 == " " } }
        return lines.drop { !$0.hasPrefix("| what came | code | verdict |") }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
            .map { Row($0) }
            .filter { !$0.what.hasPrefix("no complete answer") }
    }

    @Test(
        "each table says what becomes of every status, with every error that the code knows",
        arguments: [
            "Sources/Carryover/Carryover.docc/WhatErrorsMean.md",
            "Sources/CarryoverCore/Providers/ErrorTable.swift",
        ]
    )
    func asWritten(path: String) throws {
        let rows = try rows(of: path)
        let known = ErrorTable.configurationErrors.union(ErrorTable.interactionErrors)
            .union(ErrorTable.passingErrors).union(["invalid_grant"])
        #expect(rows.reduce(into: []) { $0.formUnion($1.errors) } == known)
        let endpoint = Bench.endpoint("https://a.b/token")
        var wrong: [String] = []
        for status in 100...599 {
            for error in [nil, "something_else"] + known.sorted().map(Optional.some) {
                for isHTML in [false, true] {
                    let response = HTTPResponse(
                        status: status,
                        fields: ["Content-Type": isHTML ? "text/html" : "application/json"],
                        body: Secret(error.map { #"{"error":"\#($0)"}"# } ?? "{}")
                    )
                    let verdict = ErrorTable.verdict(
                        on: response,
                        from: endpoint,
                        now: Date(timeIntervalSince1970: 0)
                    )
                    let row = rows.first { $0.fits(status, error, isHTML: isHTML) }
                    let isRight =
                        row?.verdict == verdict.kind.rawValue && row?.code(status, error) == verdict.code
                    if !isRight {
                        wrong.append("\(status) \(error ?? "-") \(isHTML ? "HTML" : ""): \(verdict)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) answers, such as \(wrong.prefix(3))")
    }
}
