/// Something that makes a measurement worthless.
struct Unexpected: Error {
    let what: String
}
