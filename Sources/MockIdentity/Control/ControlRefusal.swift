/// Why the control server did not do as it was told.
struct ControlRefusal: Error {
    /// The status to answer.
    let status: Int
    /// The reason, for a human.
    let message: String
}
