import CarryoverCore

/// Which keyring items hold a value, and how it is put together from them.
///
/// `{n}` in an attribute stands for the number of a piece, from 0: some programs cut long values.
package struct KeyringQuery: Sendable {
    private static let marker = "{n}"
    private static let maximumPieces = 64

    private let attributes: [String: String]

    package init(attributes: [String: String]) {
        self.attributes = attributes
    }

    var isCut: Bool { attributes.values.contains { $0.contains(Self.marker) } }

    /// The attributes, for the person whose they are.
    var text: String { text { $0 } }

    /// The attributes without their values, for everybody.
    var maskedText: String { text { _ in "…" } }

    private func text(_ value: (String) -> String) -> String {
        attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\(value($0.value))" }.joined(separator: ", ")
    }

    /// A value, and the items that hold it, in order.
    struct Value {
        let content: Secret
        let items: [any ForeignKeyringItem]
    }

    /// A value that is not whole.
    struct Incomplete: Error {
        let detail: String
    }

    /// Finds every value.
    ///
    /// It blocks.
    func values(_ search: ForeignKeyring.Search) throws(StoreError) -> Result<[Value], Incomplete> {
        guard isCut else {
            return .success(try search(attributes).map { Value(content: $0.content, items: [$0]) })
        }
        var pieces: [[any ForeignKeyringItem]] = []
        // One step beyond the first number that is missing, so that a gap is seen.
        while pieces.count < Self.maximumPieces, !pieces.suffix(2).allSatisfy(\.isEmpty) || pieces.count < 2 {
            pieces.append(try search(attributes(piece: pieces.count)))
        }
        return Self.join(pieces)
    }

    private func attributes(piece number: Int) -> [String: String] {
        attributes.mapValues { value in
            var parts = value.split(separator: Self.marker, omittingEmptySubsequences: false)
            let first = parts.removeFirst()
            return parts.reduce(String(first)) { $0 + String(number) + $1 }
        }
    }

    /// Puts pieces together, and sees to it that none is missing as far as that can be told: no gap, no
    /// second piece of a number, and all as long as the first but the last, which may be shorter.
    static func join(_ pieces: [[any ForeignKeyringItem]]) -> Result<[Value], Incomplete> {
        let count = pieces.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
        guard count > 0 else { return .success([]) }
        var items: [any ForeignKeyringItem] = []
        for (number, found) in pieces[..<count].enumerated() {
            guard let item = found.first, found.count == 1 else {
                return .failure(Incomplete(detail: "\(found.count) items are its piece \(number)"))
            }
            items.append(item)
        }
        let lengths = items.map(\.content.count)
        guard lengths.dropLast().allSatisfy({ $0 == lengths[0] }), lengths[count - 1] <= lengths[0] else {
            return .failure(Incomplete(detail: "its pieces are of different lengths"))
        }
        let bytes = items.flatMap { unsafe $0.content.withBytes { unsafe Array($0) } }
        return .success([Value(content: Secret(bytes: bytes), items: items)])
    }
}
