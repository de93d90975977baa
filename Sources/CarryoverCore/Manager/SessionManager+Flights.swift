/// Refreshes, each shared by everybody in this process who asks for one of the same record.
extension SessionManager {
    /// A session with another token.
    ///
    /// - Parameter isRefused: Whether a server has refused the token: then it is no answer, whatever the provider brings.
    func replacement(of token: Secret, isRefused: Bool) async throws(SessionError) -> Session {
        let wish = FlightWish(unwanted: Fingerprint(of: token), isRefused: isRefused)
        let session = try session(of: try await refreshed(wish))
        if isRefused, session.accessToken == token { throw .refusedOnArrival }
        return session
    }

    /// The session that something held is about, and the reason why there is none.
    func session(of held: HeldSession) throws(SessionError) -> Session {
        guard let session = held.session(at: configuration.time) else { throw unusable() }
        return session
    }

    /// What a refresh brings, by whichever manager of this process it is done.
    func refreshed(_ wish: FlightWish = FlightWish()) async throws(SessionError) -> HeldSession {
        try takenOver(try await landed(wish))
    }

    /// What a refresh brings, before this manager takes it over.
    nonisolated(nonsending) func landed(_ wish: FlightWish) async throws(SessionError) -> HeldSession {
        try await flights.refresh.join(wish) {
            FlightPlan(
                token: { [self] in $0.session(at: configuration.time).map { Fingerprint(of: $0.accessToken) }
                },
                suits: { [self] held, minimum in
                    !held.hasSession(at: configuration.time) || !isDue(held, minimum)
                },
                work: { [self] in await fly($0) }
            )
        }
    }

    /// Takes over what a refresh brought.
    func takenOver(_ landed: HeldSession) throws(SessionError) -> HeldSession {
        adopt(landed)
        guard landed.hasSession(at: configuration.time) else { throw unusable() }
        return landed
    }
}
