/// What goes wrong.
package enum FaultKind: String, Sendable, Codable, Hashable, CaseIterable {
    /// Answers `status` with `body`, `content_type`, `retry_after` and `headers`; the server does nothing.
    case status
    /// Answers 200 with an HTML page, as a captive portal does; the server does nothing.
    case captivePortal = "captive-portal"
    /// Answers `status` (200) with no body at all; the server does nothing.
    case empty
    /// Answers 200 `{"status":"OK"}` without any token; the server does nothing.
    case withoutTokens = "without-tokens"
    /// Answers `status` (307) with `location`; the server does nothing.
    case redirect
    /// Resets the connection; the server does nothing.
    case reset
    /// Closes the connection in good order without an answer; the server does nothing.
    case close
    /// Does its work, then resets or closes (`reset`: false) the connection without answering.
    case loseAnswer = "lose-answer"
    /// Does its work, then answers as ``status`` does: a proxy's word, which did not wait for the server's.
    case statusAfterwards = "status-afterwards"
    /// Does its work, then takes every token out of the answer.
    case stripTokens = "strip-tokens"
    /// Does its work, then sends the tokens as cookies instead of in the body or in header fields.
    case tokenCookies = "token-cookies"
    /// Does its work, then sends half of the body and closes the connection.
    case truncate
    /// Waits `delay_seconds` before it does its work.
    case slow
    /// Does its work, then waits `delay_seconds` before it answers.
    case slowAnswer = "slow-answer"
    /// Waits before its work until the faults are released.
    case hang
    /// Does its work, then waits with the answer until the faults are released.
    case hangAnswer = "hang-answer"
    /// Moves the `Date` header by `offset_seconds`.
    case dateOffset = "date-offset"
    /// Writes header names in another case: `upper`, `title` or `mixed`.
    case headerCase = "header-case"
    /// Adds header fields of `bytes` bytes in all (100 000).
    case hugeHeaders = "huge-headers"
    /// Leaves out header fields without a value, as some proxies do.
    case dropEmptyHeaders = "drop-empty-headers"
    /// Leaves out the header fields in `names`.
    case dropHeaders = "drop-headers"
    /// Sets the header fields in `headers`.
    case setHeaders = "set-headers"

    /// Whether the fault decides what becomes of the request; only one such fault applies to a request, while any
    /// number of the others do.
    package var isDecisive: Bool {
        switch self {
        case .status, .captivePortal, .empty, .withoutTokens, .redirect, .reset, .close, .loseAnswer,
            .statusAfterwards, .stripTokens, .truncate, .hang, .hangAnswer:
            true
        case .tokenCookies, .slow, .slowAnswer, .dateOffset, .headerCase, .hugeHeaders, .dropEmptyHeaders,
            .dropHeaders,
            .setHeaders:
            false
        }
    }
}
