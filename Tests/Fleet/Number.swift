/// Numbers as text, the same on every machine and in every locale.
enum Number {
    /// A number with so many decimals.
    static func text(_ value: Double, decimals: Int) -> String {
        var factor = 1
        for _ in 0..<decimals { factor *= 10 }
        let scaled = Int((value.magnitude * Double(factor)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let rest = String(scaled % factor)
        return "\(sign)\(scaled / factor).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
    }

    /// A whole number with a narrow space after each three digits.
    static func grouped(_ value: Int) -> String {
        var text = ""
        for (index, digit) in String(value).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append("\u{202F}") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
