/// One thing that happened in the story.
enum Moment: Sendable, Equatable {
    /// A part of the story begins.
    case chapter(String)
    /// Something happened to one of the three.
    case note(Lane, String, Ink)
    /// A request arrived at a server.
    case request(Exchange)
    /// A server answered, or its answer was lost.
    case answer(Exchange)
    /// One server asked another.
    case aside(Exchange)
    /// A request that reached nobody.
    case unreached(Lane, String)
    /// What changed on disk.
    case disk([DiskChange])
    /// What is to be learned from it, once it is over.
    case summary(StorySummary)
}
