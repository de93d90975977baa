/// Text in columns, the first of them aligned to the left and the others to the right.
struct Table: CustomStringConvertible {
    private let rows: [[String]]

    init(_ rows: [[String]]) {
        self.rows = rows
    }

    /// The table of several summaries.
    init(_ summaries: [Summary], installations: Int) {
        let head = [
            "scenario", "gone over", "requests", "each", "peak/s", "at", "hour/s", "outage/s", "after/s",
        ]
        let body = summaries.map { summary in
            [
                summary.name,
                "\(Number.text(Double(summary.migrated) / Double(installations) * 100, decimals: 1)) %",
                Number.grouped(summary.requests),
                Number.text(Double(summary.requests) / Double(max(summary.migrated, 1)), decimals: 2),
                Number.grouped(summary.peak),
                "day \(summary.peakTime / 86_400), \(summary.peakTime / 3600 % 24) h",
                Number.grouped(summary.busiestHour),
                summary.outagePeaks.map { Number.grouped($0.during) } ?? "",
                summary.outagePeaks.map { Number.grouped($0.after) } ?? "",
            ]
        }
        self.init([head] + body)
    }

    var description: String {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            columns.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
        return lines.joined(separator: "\n")
    }
}
