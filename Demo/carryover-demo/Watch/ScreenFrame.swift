/// What is written to draw a whole screen over the last one, without clearing it first: nothing flickers.
enum ScreenFrame {
    static func text(_ lines: [Line], inColour: Bool) -> String {
        ControlSequence.home
            + lines.map { $0.rendered(inColour: inColour) + ControlSequence.eraseToEndOfLine }.joined(
                separator: "\r\n"
            )
            + ControlSequence.eraseBelow
    }
}
