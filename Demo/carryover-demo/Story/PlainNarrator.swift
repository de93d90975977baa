/// Tells a story to a pipe.
struct PlainNarrator: Narrator {
    func tell(_ telling: Telling) async {
        for line in PlainMoment.lines(telling.moment, at: telling.seconds) { Output.line(line) }
    }

    func end() async {}
}
