import FoundationEssentials

extension SessionManager {
    /// Puts a usable access token into a request, if the request goes where the token may go.
    ///
    /// - Throws: ``SessionError``; ``SessionError/Code/originNotAllowed`` before anything else is looked at.
    public func authorize(_ request: inout HTTPRequest) async throws(SessionError) {
        try check(request)
        authorize(&request, with: try await usableSession())
    }

    /// Sends a request with the access token in it.
    ///
    /// On a 401 the token is refreshed once and the request sent once more; whatever comes back then is the answer, and
    /// the session lives on: a 401 to a fresh token is about permission. A 403 is never a reason to refresh. Where the
    /// answer to an earlier refresh was lost, a 401 is no reason either while the token lives; an app that knows the
    /// token to be refused says so with ``refresh(rejecting:)``.
    ///
    /// - Throws: ``SessionError``. An HTTP error of the server is an answer, not an error.
    public func send(_ request: HTTPRequest) async throws(SessionError) -> HTTPResponse {
        try check(request)
        var (session, attempt) = (try await usableSession(), RequestAttempt.first)
        while true {
            let sentIn = tenure
            let response = try await send(request, with: session)
            switch attempt.sequel(of: response, isStored: sentIn.isStored, by: configuration.provider) {
            case .stands: return response
            case .anotherProof: attempt = .provenAgain
            case .anotherToken:
                guard sentIn.goesOn(in: tenure), let fresh = try await replaced(session) else {
                    return response
                }
                (session, attempt) = (fresh, .withFreshToken)
            }
        }
    }

    /// Another session in the place of one whose token was not taken, or `nil` where there can be none.
    ///
    /// Where its life is known, a 401 to a token that lives may be about permission: no reason to risk the session.
    func replaced(_ session: Session) async throws(SessionError) -> Session? {
        do {
            return try await replacement(of: session.accessToken, isRefused: session.lifetime == nil)
        } catch {
            if error.code == .notRefreshable { return nil }
            throw error
        }
    }

    func check(_ request: HTTPRequest) throws(SessionError) {
        let origin = request.endpoint.origin
        guard configuration.allowedOrigins.contains(origin) || configuration.provider.origins.contains(origin)
        else {
            throw SessionError(.originNotAllowed, "the token may not be sent to \(origin)")
        }
    }

    func authorize(_ request: inout HTTPRequest, with session: Session) {
        if isStored {
            configuration.provider.authorize(&request, with: session)
        } else {
            request.authorization = .bearer(session.accessToken)
        }
    }

    /// Which session is in use.
    var tenure: SessionTenure { held?.tenure ?? SessionTenure(epoch: 0, isStored: false) }

    /// Whether the session in use is the new provider's, and not the legacy one.
    private var isStored: Bool { held?.isStored == true }

    private func send(_ request: HTTPRequest, with session: Session) async throws(SessionError)
        -> HTTPResponse
    {
        var request = request
        authorize(&request, with: session)
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

    /// Stores the tokens that an answer carried, if they belong to the session that is in the store.
    private func keepUpdate(_ updated: Session, of session: Session) async {
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Bool> in
            guard record.session?.accessToken == session.accessToken else { return .decline(false) }
            record.session = updated
            return .write(true)
        }
        if case .written(let record, true) = outcome { adopt(HeldSession(record: record)) }
    }

    /// Ends a session of which the provider has said that it is over.
    ///
    /// With a success it says that somebody signed out of it through the app's own backend; else it refuses it.
    private func endedByProvider(_ session: Session, _ response: HTTPResponse) async {
        let isSignOut = response.isSuccess
        let now = configuration.time.wall
        let outcome = try? await keeper.update { record -> RecordKeeper.Decision<Bool> in
            guard record.session?.accessToken == session.accessToken else { return .decline(false) }
            record.epoch += 1
            record.session = nil
            record.refreshIntent = nil
            record.ending = SessionEnding(
                reason: isSignOut ? .signedOut : .rejected,
                at: now,
                code: isSignOut ? nil : "session-ended",
                marks: record.legacyMarks
            )
            return .write(true)
        }
        guard case .written(let record, true) = outcome else { return }
        adopt(HeldSession(record: record))
        emit(.sessionEnded(reason: isSignOut ? SessionEnding.Reason.signedOut.rawValue : "session-ended"))
    }
}
