/// What somebody who joins a flight wants of it.
struct FlightWish: Sendable {
    /// The token that another one is wanted for, if any.
    var unwanted: Fingerprint?
    /// Whether that is because a server has refused it.
    var isRefused = false
    /// The life that the token needs to have.
    var minimum = Duration.zero
}
