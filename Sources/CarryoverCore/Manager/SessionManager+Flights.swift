/// Refreshes, each shared by everybody in this process who asks for one of the same record.
extension SessionManager {
    /// What holds another token.
    ///
    /// - Parameter isRefused: Whether a server has refused the token: then it is no answer, whatever the provider brings.
    func replacement(of token: Secret, isRefused: Bool) async throws(SessionError) -> HeldSession {
        let fresh = try await refreshed(FlightWish(unwanted: Fingerprint(of: token), isRefused: isRefused))
        if isRefused, fresh.accessToken(at: configuration.time) == token { throw .refusedOnArrival }
        return fresh
    }

    /// The session that something held is about, and the reason why there is none.
    func session(of held: HeldSession) throws(SessionError) -> Session {
        guard let session = held.session(at: configuration.time) else { throw unusable() }
        return session
    }

    /// What a refresh brings, by whichever manager of this process it is done.
    func refreshed(_ wish: FlightWish = FlightWish()) async throws(SessionError) -> HeldSession {
        let asked = held
        do throws(SessionError) {
            return try takenOver(try await landed(wish))
        } catch {
            await followHands(error, since: asked)
            throw error
        }
    }

    /// Looks who has the session where it changed hands: somebody else has signed out or in, and what is in use here is
    /// over, however long it would live.
    ///
    /// However many find that out at once, the store is read once.
    private func followHands(_ error: SessionError, since asked: HeldSession?) async {
        guard [.superseded, .rejected, .lostAnswer, .signedOut].contains(error.code),
            held?.tenure == asked?.tenure
        else { return }
        _ = try? await looks.join {
            FlightPlan { [self] _ in
                await reload()
                return .success(true)
            }
        }
    }

    /// What still lives is served after a failure: a refresh is a means, not an end.
    ///
    /// What was ended meanwhile is not.
    @inline(never)
    func living(in asked: HeldSession, after error: SessionError) async throws(SessionError) -> HeldSession {
        await followHands(error, since: asked)
        guard error.code != .cancelled, let held, held.isAlive(at: configuration.time),
            error.code != .superseded || held.tenure != asked.tenure
        else { throw error }
        return held
    }

    /// What a refresh brings, before this manager takes it over.
    nonisolated(nonsending) func landed(_ wish: FlightWish) async throws(SessionError) -> HeldSession {
        try await flights.refresh.join(wish) {
            // From now on, and not from the request on: who ends the process waits for what was asked for before.
            let refresh = configuration.refreshesUnderWay.begin()
            return FlightPlan(
                token: { [self] in
                    $0.session(at: configuration.time).map { Fingerprint(of: $0.accessToken) }
                },
                suits: { [self] held, minimum in
                    !held.hasSession(at: configuration.time) || !isDue(held, minimum)
                },
                work: { [self] demand in
                    refresh.begin()
                    defer { refresh.settled() }
                    return await fly(demand, refresh)
                }
            )
        }
    }

    /// Takes over what a refresh brought, and returns what is in use: what it was migrated to meanwhile, where it was.
    ///
    /// - Throws: ``SessionError``: ``SessionError/Code/superseded`` where somebody has signed out or in meanwhile.
    func takenOver(_ landed: HeldSession) throws(SessionError) -> HeldSession {
        adopt(landed)
        guard landed.hasSession(at: configuration.time) else { throw unusable() }
        guard let present = held, landed.tenure.goesOn(in: present.tenure) else { throw .superseded }
        return landed.tenure == present.tenure ? landed : present
    }
}
