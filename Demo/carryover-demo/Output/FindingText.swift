import Carryover

/// A finding of the doctor in words and as JSON.
enum FindingText {
    /// The lines of a finding; what does not fit in goes on under the text.
    static func lines(_ finding: Finding, columns: Int) -> [Line] {
        let (mark, ink): (String, Ink) =
            switch finding.verdict {
            case .ok: ("[ OK ]", .good)
            case .fail: ("[FAIL]", .bad)
            case .skip: ("[SKIP]", .faint)
            }
        var text = Wrap.lines("\(finding.name): \(finding.detail)", columns: columns - 7, indent: 2)
        let advice = finding.remedy.map { Wrap.lines("→ \($0)", columns: columns - 7, indent: 2) } ?? []
        let first = Line(mark, ink) + Line(" " + text.removeFirst())
        return [first] + (text + advice).map { Line("       " + $0) }
    }

    static func json(_ finding: Finding) -> JSONValue {
        [
            "name": .string(finding.name), "verdict": .string(finding.verdict.rawValue),
            "detail": .string(finding.detail), "remedy": .optional(finding.remedy),
        ]
    }
}
