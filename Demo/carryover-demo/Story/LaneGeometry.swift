/// Where the three lanes stand on a line of some width.
struct LaneGeometry: Sendable, Equatable {
    /// Columns for the time at the left.
    static let gutter = 9
    /// Beyond this a line gains nothing by being longer.
    static let widest = 112

    let width: Int
    private let app: Int
    private let old: Int
    private let new: Int

    init(columns: Int) {
        width = min(max(columns, 40), Self.widest) - 1
        app = Self.gutter
        new = width - 1
        old = (app + new) / 2
    }

    func column(of lane: Lane) -> Int {
        switch lane {
        case .app: app
        case .old: old
        case .new: new
        }
    }
}
