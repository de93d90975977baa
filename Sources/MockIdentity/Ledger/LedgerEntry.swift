package import Foundation

/// What the ledger keeps of one request: no token, only fingerprints.
package struct LedgerEntry: Sendable, Codable, Hashable {
    /// The place of the request's arrival in the order of all events of all servers.
    package let sequence: Int
    /// The place of its answer in the same order; `nil` while it is being answered.
    package internal(set) var answeredSequence: Int?
    /// When it arrived, by the servers' clock.
    package let time: Date
    /// The server.
    package let server: ServerName
    /// The method.
    package let method: String
    /// The path without the query.
    package let path: String
    /// The status answered; `nil` while pending and where nothing was answered.
    package internal(set) var status: Int?
    /// What happened in one word, such as `session-created`; `pending` until it is known.
    package internal(set) var outcome = "pending"
    /// The kinds of the faults that were applied.
    package internal(set) var faults: [String] = []
    /// The `Idempotency-Key` sent.
    package let idempotencyKey: String?
    /// The client that the request names.
    package let clientID: String?
    /// Fingerprints of the tokens that the request carried, by the name of the field.
    package let presented: [String: String]
    /// Fingerprints of the tokens that the answer carried, by the name of the field.
    package internal(set) var issued: [String: String] = [:]

    enum CodingKeys: String, CodingKey {
        case sequence
        case answeredSequence = "answered_sequence"
        case time
        case server
        case method
        case path
        case status
        case outcome
        case faults
        case idempotencyKey = "idempotency_key"
        case clientID = "client_id"
        case presented
        case issued
    }
}
