/// A way to write header names other than the usual one.
enum HeaderCase: String {
    case upper
    case title
    case mixed

    /// Reads a name of the enumeration; upper case for anything else.
    init(_ name: String?) {
        self = name.flatMap(HeaderCase.init(rawValue:)) ?? .upper
    }

    /// Rewrites a header name.
    func apply(to name: String) -> String {
        switch self {
        case .upper: name.uppercased()
        case .title:
            name.split(separator: "-", omittingEmptySubsequences: false)
                .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
                .joined(separator: "-")
        case .mixed:
            String(
                name.enumerated().map { index, character in
                    index.isMultiple(of: 2)
                        ? Character(character.lowercased()) : Character(character.uppercased())
                }
            )
        }
    }
}
