/// What those on board want of a flight when it takes off.
struct FlightDemand: Sendable, Equatable {
    /// The tokens that are no answer: somebody wants another one in their place.
    var unwanted: Set<Fingerprint> = []
    /// Those of them that a server has refused, and that are therefore of no use meanwhile either.
    var refused: Set<Fingerprint> = []
    /// The longest life that anybody needs the token to have.
    var minimum: Duration = .zero

    /// Adds what one of them wants.
    mutating func add(_ wish: FlightWish) {
        if let token = wish.unwanted {
            unwanted.insert(token)
            if wish.isRefused { refused.insert(token) }
        }
        minimum = max(minimum, wish.minimum)
    }
}
