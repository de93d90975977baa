/// A failed socket call.
struct RawSocketError: Error {
    /// The system's error number.
    let code: Int32
}
