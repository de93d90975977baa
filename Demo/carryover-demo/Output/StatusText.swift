import Carryover
import FoundationEssentials

/// A status in words.
enum StatusText {
    static func text(_ status: SessionStatus) -> String {
        func date(_ date: Date?) -> String { date.map { RFC3339.text($0) } ?? "-" }
        var rows: [(String, String)] = [
            ("state", status.state),
            ("provider", status.provider),
            ("issuer", status.issuer ?? "-"),
            ("subject", status.subject ?? "-"),
            ("access token expires", date(status.accessTokenExpiresAt)),
            ("refreshable", status.isRefreshable ? "yes" : "no"),
            (
                "store",
                "\(status.store.backend.rawValue), \(status.store.state.rawValue), "
                    + "protected by \(status.store.protection.rawValue)"
            ),
            ("migration", status.migrationStep.rawValue),
            ("revocations pending", String(status.pendingRevocations)),
            ("rollout", "\(status.strategy.rawValue), \(status.cohort.rawValue)"),
        ]
        if let detail = status.store.detail { rows.insert(("store detail", detail), at: 7) }
        if let error = status.lastError { rows.append(("last error", error)) }
        if let retryAt = status.retryAt { rows.append(("next attempt", date(retryAt))) }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { row in
            row.0 + String(repeating: " ", count: width - row.0.count + 2) + row.1
        }.joined(separator: "\n")
    }
}
