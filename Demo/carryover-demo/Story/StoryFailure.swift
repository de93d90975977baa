/// Why a story could not be told to its end.
struct StoryFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether something is missing on this machine, rather than broken.
    var isRequirement = false
}
