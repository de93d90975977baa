/// ``send(_:)`` for apps that bring their own HTTP client: the credentials for a request, and what an answer to it means.
extension SessionManager {
    /// What an answer to a request comes to.
    package enum Verdict: Sendable {
        /// It is the answer.
        case stands
        /// The request is to be sent once more, so.
        case again(RequestAuthorization)
        /// It changes the session, or asks for another token: ``takeAnswer(_:to:)`` does that.
        case takesWork
    }

    /// The credentials for a request, where nobody has to be waited for.
    ///
    /// - Throws: ``SessionError/Code/originNotAllowed`` before anything else is looked at.
    package func readyAuthorization(
        of request: HTTPRequest,
        minTTL: Duration
    ) throws(SessionError) -> RequestAuthorization? {
        try check(request)
        return try ready(minTTL: minTTL).map { held throws(SessionError) in
            try authorization(of: request, with: held, .first)
        }
    }

    /// The credentials for a request.
    ///
    /// - Throws: ``SessionError``; ``SessionError/Code/originNotAllowed`` before anything else is looked at.
    package func authorization(
        of request: HTTPRequest,
        minTTL: Duration
    ) async throws(SessionError) -> RequestAuthorization {
        try check(request)
        return try authorization(of: request, with: try await usableHeld(minTTL: minTTL), .first)
    }

    /// What an answer comes to, as far as that can be said without waiting.
    ///
    /// - Throws: ``SessionError/Code/originNotAllowed`` where the request was made for a session with other servers.
    package func verdict(
        on response: HTTPResponse,
        to sent: RequestAuthorization
    ) throws(SessionError) -> Verdict {
        try check(sent.request)
        // Signed out meanwhile: there is nothing to add.
        guard let (held, session) = present(for: sent) else { return .stands }
        if held.isStored, isSame(session, sent), changes(session, response) { return .takesWork }
        switch sequel(of: response, to: sent, isStored: held.isStored, isInUse: isSame(session, sent)) {
        case .stands: return .stands
        case .anotherProof: return .again(try authorization(of: sent.request, with: held, .provenAgain))
        case .anotherToken: return .takesWork
        }
    }

    /// Takes in what an answer brought, and says how to send the request once more, or `nil` where the answer stands.
    ///
    /// It is ``send(_:)`` from the answer on: a token that lives is not wanted after a 401, but not refused either.
    ///
    /// - Throws: ``SessionError``.
    package func takeAnswer(
        _ response: HTTPResponse,
        to sent: RequestAuthorization
    ) async throws(SessionError) -> RequestAuthorization? {
        try check(sent.request)
        guard let (held, session) = present(for: sent) else { return nil }
        let isInUse = isSame(session, sent)
        if held.isStored, isInUse { await takeIn(response, for: session) }
        switch sequel(of: response, to: sent, isStored: held.isStored, isInUse: isSame(session, sent)) {
        case .stands: return nil
        case .anotherProof: return try authorization(of: sent.request, with: held, .provenAgain)
        case .anotherToken:
            // Another one is in use by now: somebody has been here before.
            let fresh = isInUse ? try await replaced(session, of: sent.tenure) : try await usableHeld()
            guard let fresh, sent.tenure.goesOn(in: fresh.tenure) else { return nil }
            return try authorization(of: sent.request, with: fresh, .withFreshToken)
        }
    }

    private func sequel(
        of response: HTTPResponse,
        to sent: RequestAuthorization,
        isStored: Bool,
        isInUse: Bool
    ) -> RequestAttempt.Sequel {
        sequel(
            of: response,
            to: sent.attempt,
            at: sent.request.endpoint,
            isStored: isStored,
            isInUse: isInUse
        )
    }

    /// The session in use, where it is still that of the user whose request it was.
    private func present(for sent: RequestAuthorization) -> (held: HeldSession, session: Session)? {
        guard let held, sent.tenure.goesOn(in: held.tenure),
            let session = held.session(at: configuration.time)
        else { return nil }
        return (held, session)
    }

    private func isSame(_ session: Session, _ sent: RequestAuthorization) -> Bool {
        Fingerprint(of: session.accessToken) == sent.token
    }

    private func changes(_ session: Session, _ response: HTTPResponse) -> Bool {
        configuration.provider.endsSession(response)
            || configuration.provider.update(session, from: response, in: configuration.context()) != nil
    }

    private func authorization(
        of request: HTTPRequest,
        with held: HeldSession,
        _ attempt: RequestAttempt
    ) throws(SessionError) -> RequestAuthorization {
        let session = try session(of: held)
        var request = request
        request.authorization = nil
        request.secretFields = []
        authorize(&request, with: session, isStored: held.isStored)
        return RequestAuthorization(
            request: request,
            token: Fingerprint(of: session.accessToken),
            attempt: attempt,
            tenure: held.tenure
        )
    }
}
