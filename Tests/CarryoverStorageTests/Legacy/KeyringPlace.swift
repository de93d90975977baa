import CarryoverCore
import CarryoverStorage
import CarryoverTesting

/// Items of a keyring in memory, as the contract of sources wants them.
struct KeyringPlace: LegacySourceContract.Place {
    enum Shape: CaseIterable {
        case accessTokens, refreshTokens, pairs, documents, sharedDocuments, pieces
    }

    let shape: Shape
    let keyring = KeyringInMemory()

    private static let notes = ["service": "notes"]

    var source: any LegacySource {
        let query = KeyringQuery(attributes: Self.notes)
        return switch shape {
        case .accessTokens: SecretServiceSource(accessToken: query, refreshToken: nil, keyring: keyring)
        case .refreshTokens: SecretServiceSource(accessToken: nil, refreshToken: query, keyring: keyring)
        case .pairs:
            SecretServiceSource(
                accessToken: KeyringQuery(attributes: ["service": "notes", "account": "access"]),
                refreshToken: KeyringQuery(attributes: ["service": "notes", "account": "refresh"]),
                keyring: keyring
            )
        case .documents, .sharedDocuments:
            SecretServiceSource(documents: query, format: LegacyTokenPointers(), keyring: keyring)
        case .pieces:
            SecretServiceSource(
                accessToken: KeyringQuery(attributes: ["service": "notes {n}"]),
                refreshToken: nil,
                keyring: keyring
            )
        }
    }

    var isWritable: Bool { shape != .pieces }
    var capacity: Int { [.pairs, .pieces].contains(shape) ? 1 : 2 }

    func leave(_ logins: [LegacyCredential]) async throws {
        keyring.removeAll()
        keyring.put(["service": "mail"], "somebody else's")
        for (number, login) in logins.enumerated() {
            let access = login.accessToken?.exposed ?? ""
            let refresh = login.refreshToken?.exposed ?? ""
            let attributes = ["service": "notes", "account": "\(number)"]
            switch shape {
            case .accessTokens: keyring.put(attributes, access)
            case .refreshTokens: keyring.put(attributes, refresh)
            case .pairs:
                keyring.put(["service": "notes", "account": "access"], access)
                keyring.put(["service": "notes", "account": "refresh"], refresh)
            case .documents:
                keyring.put(attributes, #"{"access_token":"\#(access)","refresh_token":"\#(refresh)"}"#)
            case .sharedDocuments:
                let text = #"{ "kept" : 1.0, "access_token":"\#(access)","refresh_token":"\#(refresh)"}"#
                keyring.put(attributes, text)
            case .pieces:
                for (number, start) in stride(from: 0, to: access.utf8.count, by: 5).enumerated() {
                    let piece = String(decoding: Array(access.utf8)[start...].prefix(5), as: UTF8.self)
                    keyring.put(["service": "notes \(number)"], piece)
                }
            }
        }
    }

    func spoil() async throws -> Bool {
        keyring.removeAll()
        keyring.put(["service": "notes", "account": "access"], "{ access-of-ada")
        keyring.put(["service": "notes 0"], "{ access-of-ada")
        return true
    }

    func block() async throws -> Bool {
        keyring.fail(.locked)
        return true
    }

    func remainder() async throws -> String? {
        var texts = keyring.texts(by: "service")["mail"] ?? "gone"
        if shape == .sharedDocuments {
            let isKept = keyring.texts(by: "account").filter { !$0.key.isEmpty }.allSatisfy {
                $0.value.contains(#""kept" : 1.0"#)
            }
            texts += isKept ? " and the rest" : ""
        }
        return texts
    }
}
