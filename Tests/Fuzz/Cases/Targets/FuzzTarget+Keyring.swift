import CarryoverCore

@testable import CarryoverStorage

extension FuzzTarget {
    /// Items of the keyring, parted by zero bytes: bare tokens, whole and cut into pieces.
    static let keyring = FuzzTarget("legacy-keyring") { bytes in
        let contents = bytes.split(separator: 0, maxSplits: 70, omittingEmptySubsequences: false).map(Array.init)
        let isWhole = contents.count == 1
        let name = isWhole ? "token" : "token-{n}"
        let keyring = FuzzedKeyring(contents, isWhole: isWhole)
        let layout = KeyringTokens(access: nil, refresh: KeyringQuery(attributes: ["name": name]))
        guard let finding = try? layout.find(keyring.search, place: "fuzzed") else {
            preconditionFailure("a keyring that answers could not be read")
        }
        for credential in finding.entries.map(\.credential) {
            guard let token = credential.refreshToken else { preconditionFailure("a login without its token") }
            precondition(token.exposed.utf8.allSatisfy { (0x21...0x7E).contains($0) })
            let rotated = LegacyCredential(refreshToken: Secret("rotated"))
            if layout.isWritable {
                guard (try? layout.replace(credential, with: rotated, keyring.search, place: "fuzzed")) == .some(nil) else {
                    preconditionFailure("a login that was read was not found")
                }
                precondition(keyring.holds("rotated"), "the rotated login is not there")
            }
            let last = layout.isWritable ? rotated : credential
            _ = try? layout.erase(last, keyring.search, place: "fuzzed")
            let rest = try? layout.find(keyring.search, place: "fuzzed")
            precondition(rest?.entries.isEmpty == true, "a token is left")
        }
    }
}

/// A keyring whose items are what the fuzzer made up: one, or the pieces of one.
private final class FuzzedKeyring {
    /// An item, which is there until it is removed.
    private final class Item: ForeignKeyringItem {
        let name: String
        var content: Secret
        var isRemoved = false

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = Secret(bytes: content)
        }

        func replace(with content: Secret) { self.content = content }
        func remove() { isRemoved = true }
    }

    private let items: [Item]

    init(_ contents: [[UInt8]], isWhole: Bool) {
        items = contents.enumerated().map { Item(isWhole ? "token" : "token-\($0)", $1) }
    }

    func search(_ attributes: [String: String]) throws(StoreError) -> [any ForeignKeyringItem] {
        items.filter { !$0.isRemoved && $0.name == attributes["name"] }
    }

    func holds(_ token: String) -> Bool { items.contains { !$0.isRemoved && $0.content.exposed == token } }
}
