import Glibc

/// Draws curves over the days after the release, with a logarithmic scale of requests in a second, as SVG.
struct Plot {
    struct Curve {
        let name: String
        let color: String
        let values: [Int]
        /// The width of the line: what is drawn first and wider shows where another curve covers it.
        let width: Double
    }

    let title: String
    let caption: String
    let curves: [Curve]
    /// The time that a value stands for, in seconds.
    let stretch: Int
    /// What is shaded, in seconds after the release.
    let outage: ClosedRange<Double>

    private static let (width, height) = (960.0, 480.0)
    private static let (left, right, top, bottom) = (76.0, 936.0, 84.0, 420.0)

    private var seconds: Double { Double((curves.map(\.values.count).max() ?? 1) * stretch) }
    /// The highest power of ten on the scale.
    private var decades: Double { ceil(log10(Double(max(10, curves.flatMap(\.values).max() ?? 10)))) }

    private func x(_ time: Double) -> Double {
        Self.left + time / seconds * (Self.right - Self.left)
    }

    private func y(_ value: Double) -> Double {
        Self.bottom - log10(max(value, 1)) / decades * (Self.bottom - Self.top)
    }

    /// The drawing; the same curves make the same bytes.
    var svg: String {
        var elements = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(Self.height))" \
            font-family="system-ui, sans-serif" font-size="13" fill="#333">
            """,
            "<title>\(title)</title>",
            #"<rect width="\#(n(Self.width))" height="\#(n(Self.height))" fill="white"/>"#,
            text(
                title,
                x: Self.left,
                y: 28,
                anchor: "start",
                attributes: #" font-size="17" font-weight="600""#
            ),
            text(
                caption,
                x: Self.left,
                y: 464,
                anchor: "start",
                attributes: #" font-size="12" fill="dimgray""#
            ),
        ]
        elements += outageBand + scale + days + legend
        elements += curves.map { curve in
            """
            <path d="\(path(of: curve))" fill="none" stroke="\(curve.color)" stroke-width="\(n(curve.width))" \
            stroke-linejoin="round"/>
            """
        }
        elements += peaks
        return elements.joined(separator: "\n") + "\n</svg>\n"
    }

    private var outageBand: [String] {
        let (start, end) = (x(outage.lowerBound), x(outage.upperBound))
        return [
            """
            <rect x="\(n(start))" y="\(n(Self.top))" width="\(n(end - start))" \
            height="\(n(Self.bottom - Self.top))" fill="#f2d9d0"/>
            """,
            text("outage", x: end + 5, y: Self.bottom - 8, anchor: "start"),
        ]
    }

    private var scale: [String] {
        (0...Int(decades)).flatMap { exponent in
            let value = pow(10, Double(exponent))
            let height = y(value)
            return [
                line(Self.left, height, Self.right, height, color: exponent == 0 ? "#333" : "#ddd"),
                text(Number.grouped(Int(value)), x: Self.left - 8, y: height + 4, anchor: "end"),
            ]
        } + [text("requests per second", x: Self.left - 8, y: Self.top - 14, anchor: "start")]
    }

    private var days: [String] {
        (0...Int(seconds / Population.day)).flatMap { day in
            let place = x(Double(day) * Population.day)
            return [
                line(place, Self.bottom, place, Self.bottom + 5, color: "#333"),
                text(day == 0 ? "release" : "day \(day)", x: place, y: Self.bottom + 20, anchor: "middle"),
            ]
        }
    }

    private var legend: [String] {
        curves.enumerated().flatMap { index, curve in
            let (place, height) = (Self.left + 250 + 230 * Double(index), Self.top - 18)
            return [
                line(place, height, place + 22, height, color: curve.color, width: 3),
                text(curve.name, x: place + 28, y: height + 4, anchor: "start"),
            ]
        }
    }

    /// The highest value of each curve in figures.
    private var peaks: [String] {
        curves.compactMap { curve in
            guard let peak = curve.values.max(), let index = curve.values.lastIndex(of: peak) else {
                return nil
            }
            let place = x(Double(index + 1) * Double(stretch))
            return text(
                Number.grouped(peak),
                x: place + 5,
                y: y(Double(peak)) + 4,
                anchor: "start",
                attributes: #" fill="\#(curve.color)""#
            )
        }
    }

    private func path(of curve: Curve) -> String {
        var isDrawing = false
        return curve.values.enumerated().compactMap { index, value -> String? in
            // The scale has no zero: where nothing arrives the line is interrupted.
            guard value > 0 else {
                isDrawing = false
                return nil
            }
            defer { isDrawing = true }
            let time = (Double(index) + 0.5) * Double(stretch)
            return "\(isDrawing ? "L" : "M")\(n(x(time))) \(n(y(Double(value))))"
        }.joined()
    }

    private func n(_ value: Double) -> String { Number.text(value, decimals: 1) }

    private func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        color: String,
        width: Double = 1
    ) -> String {
        """
        <line x1="\(n(x1))" y1="\(n(y1))" x2="\(n(x2))" y2="\(n(y2))" stroke="\(color)" \
        stroke-width="\(n(width))"/>
        """
    }

    private func text(_ text: String, x: Double, y: Double, anchor: String, attributes: String = "") -> String
    {
        #"<text x="\#(n(x))" y="\#(n(y))" text-anchor="\#(anchor)"\#(attributes)>\#(text)</text>"#
    }
}
