/// A horizontal bar that is partly filled.
enum Bar {
    /// The bar in exactly so many columns.
    ///
    /// - Parameter fraction: How much of it is filled, from 0 to 1.
    static func line(_ fraction: Double, columns: Int, _ ink: Ink) -> Line {
        let columns = max(columns, 0)
        let fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
        let halves = Int((fraction * Double(columns) * 2).rounded())
        let (full, half) = (halves / 2, halves % 2)
        var line = Line(String(repeating: "━", count: full), ink)
        if half == 1 { line.append("╸", ink) }
        line.append(String(repeating: "─", count: columns - full - half), .faint)
        return line
    }
}
