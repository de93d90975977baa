/// What somebody who joins a flight wants of it.
struct FlightWish: Sendable {
    /// The life that the token needs to have.
    let minimum: Duration
    /// Behind a reference: hardly anybody names a token, and the frames of all who wait keep room for it.
    private let refusal: Refusal?

    private final class Refusal: Sendable {
        let token: Fingerprint
        let isRefused: Bool

        init(_ token: Fingerprint, isRefused: Bool) {
            (self.token, self.isRefused) = (token, isRefused)
        }
    }

    init(unwanted: Fingerprint? = nil, isRefused: Bool = false, minimum: Duration = .zero) {
        self.minimum = minimum
        refusal = unwanted.map { Refusal($0, isRefused: isRefused) }
    }

    /// The token that another one is wanted for, if any.
    var unwanted: Fingerprint? { refusal?.token }

    /// Whether that is because a server has refused it.
    var isRefused: Bool { refusal?.isRefused ?? false }
}
