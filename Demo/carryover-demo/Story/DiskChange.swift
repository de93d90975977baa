/// How a file differs from what it was a moment ago.
enum DiskChange: Sendable, Equatable {
    case appeared(DiskItem)
    case changed(DiskItem)
    case vanished(DiskItem)

    /// What changed between two looks, in the order of the paths.
    static func between(_ before: [DiskItem], _ after: [DiskItem]) -> [DiskChange] {
        let gone = before.filter { old in !after.contains { $0.path == old.path } }.map(DiskChange.vanished)
        let present = after.compactMap { item -> DiskChange? in
            guard let old = before.first(where: { $0.path == item.path }) else { return .appeared(item) }
            return old == item ? nil : .changed(item)
        }
        return gone + present
    }

    /// What happened, in words.
    var line: Line {
        switch self {
        case .appeared(let item): Line("+ \(item.shortPath)  ", .good) + item.description
        case .changed(let item): Line("~ \(item.shortPath)  ", .accent) + item.description
        case .vanished(let item): Line("- \(item.shortPath)  ", .warning) + Line("gone", .warning)
        }
    }
}
