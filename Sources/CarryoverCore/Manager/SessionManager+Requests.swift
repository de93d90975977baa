import FoundationEssentials
import Synchronization

extension SessionManager {
    /// Puts a usable access token into a request, if the request goes where the token may go.
    ///
    /// - Throws: ``SessionError``; ``SessionError/Code/originNotAllowed`` before anything else is looked at.
    public func authorize(_ request: inout HTTPRequest) async throws(SessionError) {
        try check(request)
        let held = try await usableHeld()
        authorize(&request, with: try session(of: held), isStored: held.isStored)
    }

    /// Sends a request with the access token in it.
    ///
    /// On a 401 the token is refreshed once and the request sent once more; whatever comes back then is the answer, and
    /// the session lives on: a 401 to a fresh token is about permission, and for a while the next one from there is the
    /// answer at once. A 403 is never a reason to refresh. Where the answer to an earlier refresh was lost, a 401 is no
    /// reason either while the token lives; an app that knows the token to be refused says so with
    /// ``refresh(rejecting:)``.
    ///
    /// A request of one user is never sent with another's token, whoever signs out and in meanwhile.
    ///
    /// - Throws: ``SessionError``. An HTTP error of the server is an answer, not an error.
    public func send(_ request: HTTPRequest) async throws(SessionError) -> HTTPResponse {
        try check(request)
        var (held, attempt) = (try await usableHeld(), RequestAttempt.first)
        while true {
            let session = try session(of: held)
            let response = try await send(request, with: session, isStored: held.isStored)
            let sequel = sequel(
                of: response,
                to: attempt,
                at: request.endpoint,
                isStored: held.isStored,
                isInUse: self.held?.accessToken(at: configuration.time) == session.accessToken
            )
            switch sequel {
            case .stands: return response
            case .anotherProof: attempt = .provenAgain
            case .anotherToken:
                guard let fresh = try await replaced(session, of: held.tenure) else { return response }
                (held, attempt) = (fresh, .withFreshToken)
            }
        }
    }

    /// What holds a token in the place of one that was not taken, or `nil` where there can be none for the same user.
    ///
    /// Where its life is known, a 401 to a token that lives may be about permission: no reason to risk the session.
    func replaced(_ session: Session, of tenure: SessionTenure) async throws(SessionError) -> HeldSession? {
        func isInSameHands(_ present: HeldSession?) -> Bool {
            present.map { tenure.goesOn(in: $0.tenure) } ?? false
        }
        guard isInSameHands(held) else { return nil }
        do {
            let fresh = try await replacement(of: session.accessToken, isRefused: session.lifetime == nil)
            return isInSameHands(fresh) ? fresh : nil
        } catch {
            if error.code == .notRefreshable { return nil }
            throw error
        }
    }

    /// What an answer asks for; it is remembered who refuses what has only just come.
    ///
    /// - Parameter isInUse: Whether the token that was sent is still the one in use: else another one costs nothing.
    func sequel(
        of response: HTTPResponse,
        to attempt: RequestAttempt,
        at endpoint: Endpoint,
        isStored: Bool,
        isInUse: Bool
    ) -> RequestAttempt.Sequel {
        let provider = configuration.provider
        let uptime = configuration.time.uptime
        let sequel = attempt.sequel(of: response, isStored: isStored, by: provider)
        switch (sequel, attempt) {
        case (.anotherToken, _) where isInUse:
            let isInVain = flights.refusedOnArrival.withLock { $0.contains(endpoint, uptime: uptime) }
            return isInVain ? .stands : .anotherToken
        case (.stands, .withFreshToken) where response.status == (isStored ? provider.expiredStatus : 401):
            let end = uptime + configuration.refreshPolicy.longestRetry
            flights.refusedOnArrival.withLock { $0.note(endpoint, until: end) }
            return .stands
        default: return sequel
        }
    }

    func check(_ request: HTTPRequest) throws(SessionError) {
        let origin = request.endpoint.origin
        guard configuration.allowedOrigins.contains(origin) || configuration.provider.origins.contains(origin)
        else {
            throw SessionError(.originNotAllowed, "the token may not be sent to \(origin)")
        }
    }

    func authorize(_ request: inout HTTPRequest, with session: Session, isStored: Bool) {
        if isStored {
            configuration.provider.authorize(&request, with: session)
        } else {
            request.authorization = .bearer(session.accessToken)
        }
    }

    private func send(
        _ request: HTTPRequest,
        with session: Session,
        isStored: Bool
    ) async throws(SessionError) -> HTTPResponse {
        var request = request
        authorize(&request, with: session, isStored: isStored)
        let response: HTTPResponse
        do {
            response = try await configuration.transport.send(request)
        } catch {
            throw SessionError(
                error.code == .cancelled ? .cancelled : .transient,
                "the server could not be reached",
                underlying: error
            )
        }
        if isStored { await takeIn(response, for: session) }
        return response
    }

    /// Takes in what the provider says of a session with an answer to any request.
    func takeIn(_ response: HTTPResponse, for session: Session) async {
        if configuration.provider.endsSession(response) {
            await endedByProvider(session, response)
        } else if let updated = configuration.provider.update(
            session,
            from: response,
            in: configuration.context()
        ) {
            await keepUpdate(updated, of: session)
        }
    }

    /// Stores the tokens that an answer carried, if they belong to the session that is in use.
    private func keepUpdate(_ updated: Session, of session: Session) async {
        if let record = flights.unsaved.withLock({ $0.update(session, to: updated) }) {
            return adopt(HeldSession(record: record))
        }
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                guard record.session?.isSame(as: session) == true else { return .decline(false) }
                record.session = updated
                return .write(true)
            }
            if case .written(let record, true) = outcome { adopt(HeldSession(record: record)) }
        } catch {
            guard let held, var record = held.record, record.session?.accessToken == session.accessToken
            else { return }
            record.session = updated
            // By one and no more, so that what another process stores is taken over.
            if !held.isUnwritten { record.generation += 1 }
            // Where the refresh token is another one, the stored one is spent: nobody may send it meanwhile.
            if let spent = session.refreshToken, updated.refreshToken != spent {
                let now = configuration.time.wall
                record.refreshIntent = RefreshIntent(token: Fingerprint(of: spent), startedAt: now)
                unsaved = record
                if let lease = try? await lock(.zero) { unlock(lease) }
                armAnew()
            }
            var unwritten = HeldSession(record: record)
            unwritten.isUnwritten = true
            adopt(unwritten)
            emit(.persistenceDegraded(detail: error.description))
        }
    }

    /// Ends a session of which the provider has said that it is over.
    ///
    /// With a success it says that somebody signed out of it through the app's own backend; else it refuses it.
    private func endedByProvider(_ session: Session, _ response: HTTPResponse) async {
        let reason = response.isSuccess ? SessionEnding.Reason.signedOut : .rejected
        let code = response.isSuccess ? nil : "session-ended"
        let (pending, now) = (unsaved, configuration.time.wall)
        do {
            let outcome = try await keeper.update { record -> RecordKeeper.Decision<Bool> in
                guard record.liveSession(pending: pending)?.isSame(as: session) == true else {
                    return .decline(false)
                }
                record.end(reason, code: code, at: now)
                return .write(true)
            }
            guard case .written(let record, true) = outcome else { return }
            if pending?.session?.isSame(as: session) == true { unsaved = nil }
            adopt(HeldSession(record: record))
        } catch {
            // Written down or not, it is over.
            guard var record = held?.record, record.session?.accessToken == session.accessToken else {
                return
            }
            record.endInMemory(reason, code: code, at: now)
            if pending?.session?.isSame(as: session) == true { unsaved = nil }
            adopt(HeldSession(record: record))
            emit(.persistenceDegraded(detail: error.description))
        }
        emit(.sessionEnded(reason: code ?? reason.rawValue))
    }
}

extension Session {
    /// Whether it is the same session, perhaps with another access token.
    fileprivate func isSame(as other: Session) -> Bool {
        accessToken == other.accessToken || refreshToken != nil && refreshToken == other.refreshToken
    }
}
