/// Tells a story to somebody: a person at a terminal, a pipe, a program.
protocol Narrator: Sendable {
    /// Tells one moment; returns when the next one may come.
    func tell(_ telling: Telling) async

    /// There is no more to tell.
    func end() async
}
