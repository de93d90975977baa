import FoundationEssentials
import Logging
import Synchronization

/// One account's session: restored or migrated at launch, kept fresh, and ended for good on sign-out.
///
/// ```swift
/// let manager = SessionManager(configuration)
/// await manager.start()
/// let token = try await manager.accessToken()
/// ```
///
/// A manager may be used from any task and thread. Several managers, also in several processes, may be at work on one
/// store: one of them asks the provider at a time, and the others take over what it got.
///
/// ## Topics
/// ### Launch and end
/// - ``start(retryingNow:)``
/// - ``signIn(with:)``
/// - ``signOut(isLocal:)``
/// - ``signOutEverywhere()``
/// - ``rollback()``
/// - ``settle()``
/// ### The token
/// - ``current``
/// - ``accessToken(minTTL:)``
/// - ``refresh(rejecting:)``
/// - ``send(_:)``
/// ### Looking on
/// - ``events``
/// - ``status()``
/// - ``profile()``
/// - ``run()``
/// ### The old provider
/// - ``legacyLogoutURL()``
public final class SessionManager: Sendable {
    let configuration: ManagerConfiguration
    let keeper: RecordKeeper
    let flights: SharedFlights
    private let starts = Flight<StartReport>()
    /// Looks at a store that holds another session by now.
    let looks = Flight<Bool>()
    private let state = Mutex(State())
    /// Apart from the rest, so that reading a token copies the token and nothing else.
    ///
    /// Written inside the other lock.
    private let snapshot = Mutex<TokenSnapshot?>(nil)

    /// What a look at the store came to, as far as it decides what is due.
    struct Findings: Equatable {
        let record: SessionRecord?
        let state: SessionState
        let isReadable: Bool
    }

    private struct State {
        var held: HeldSession?
        var failure: StoreReadingFailure?
        var isStarted = false
        var subscribers: [UInt64: AsyncStream<SessionEvent>.Continuation] = [:]
        var nextSubscriber: UInt64 = 0
        var timers: [ObjectIdentifier: Bell] = [:]
        var lastState: SessionState = .signedOut(.neverSignedIn)

        static func present(
            _ held: HeldSession?,
            _ failure: StoreReadingFailure?,
            at time: any TimeSource
        ) -> SessionState {
            if let failure, held == nil { return .unavailable(failure) }
            return held?.state(at: time) ?? .signedOut(.neverSignedIn)
        }

        /// Tells a change to whoever listens, and returns whether there was one.
        ///
        /// Inside the lock, so that the last state told is the present one; a stream only takes it down.
        mutating func tell(_ newState: SessionState) -> Bool {
            guard lastState != newState else { return false }
            lastState = newState
            for subscriber in subscribers.values { subscriber.yield(.state(newState)) }
            return true
        }
    }

    /// Creates a manager.
    ///
    /// Nothing is read or sent before ``start(retryingNow:)``, or the first call that needs a token.
    public init(_ configuration: ManagerConfiguration) {
        self.configuration = configuration
        keeper = configuration.keeper
        flights = FlightRegistry.flights(for: configuration.store.identity)
    }

    deinit {
        for subscriber in state.withLock({ $0.subscribers.values }) { subscriber.finish() }
    }

    // MARK: The present

    /// Where the user stands, as far as this process knows: no lock, no storage, no waiting.
    public var current: SessionState {
        let (held, failure) = state.withLock { ($0.held, $0.failure) }
        return State.present(held, failure, at: configuration.time)
    }

    /// The access token in use, if it is good for some time yet: what a caller reads that cannot wait.
    ///
    /// It costs one reading of the clock and one uncontended lock: no allocation, no storage.
    public var currentAccessToken: Secret? {
        let uptime = configuration.time.uptime
        // Field by field, for a copy of all would be kept alive meanwhile, and counted.
        return snapshot.withLock { $0?.isAlive(at: uptime) == true ? $0?.token : nil }
    }

    /// Returns a usable access token, refreshing it first if it must.
    ///
    /// While a refresh fails for reasons that may pass, a token that still lives is returned all the same. The first
    /// call starts the manager if nobody has.
    ///
    /// - Parameter minTTL: How much life the caller needs the token to have. More than the provider ever grants is not
    ///   insisted on.
    /// - Throws: ``SessionError``. A caller that is cancelled gets ``SessionError/Code/cancelled`` at once; the refresh
    ///   itself goes on.
    public func accessToken(minTTL: Duration = .zero) async throws(SessionError) -> Secret {
        if let token = readyToken(minTTL: minTTL) { return token }
        let held = try await usable(minTTL: minTTL)
        guard let token = held.accessToken(at: configuration.time) else { throw unusable() }
        return token
    }

    /// A token that may be handed out without a thought.
    package func readyToken(minTTL: Duration) -> Secret? {
        let uptime = configuration.time.uptime
        return snapshot.withLock { $0?.isReady(minTTL: minTTL, at: uptime) == true ? $0?.token : nil }
    }

    /// What has a token that may be handed out without a thought.
    func ready(minTTL: Duration) -> HeldSession? {
        let uptime = configuration.time.uptime
        return snapshot.withLock { $0?.isReady(minTTL: minTTL, at: uptime) == true ? $0?.held : nil }
    }

    /// What ``accessToken(minTTL:)`` takes the token from, for a request of whoever is signed in now.
    ///
    /// - Throws: ``SessionError``: ``SessionError/Code/superseded`` where it is somebody else by the time there is a token.
    func usableHeld(minTTL: Duration = .zero) async throws(SessionError) -> HeldSession {
        if let held = ready(minTTL: minTTL) { return held }
        let asked = held
        let usable = try await usable(minTTL: minTTL)
        if let asked, asked.hasSession(at: configuration.time), !asked.tenure.goesOn(in: usable.tenure) {
            throw .superseded
        }
        return usable
    }

    /// What has a token that may be handed out.
    ///
    /// Sessions and records are kept out of it: they would lie in the frames of all who wait for one refresh.
    nonisolated(nonsending) private func usable(minTTL: Duration) async throws(SessionError) -> HeldSession {
        var present = openedSession
        if present == nil {
            try await open()
            present = held
        }
        guard let present, present.hasSession(at: configuration.time) else { throw unusable() }
        guard isDue(present, minTTL) else { return present }
        do throws(SessionError) {
            let landed = try await landed(FlightWish(minimum: minTTL))
            // Whoever has flown has taken it over: of all who wait, few have anything left to do.
            if let ready = ready(minTTL: minTTL) { return ready }
            let fresh = try takenOver(landed)
            guard fresh.isAlive(at: configuration.time) else { throw SessionError.expiredOnArrival }
            return fresh
        } catch {
            return try await living(in: present, after: error)
        }
    }

    /// What is held, where the manager was started, the store could be read, and there is a session.
    private var openedSession: HeldSession? {
        let held = state.withLock { $0.isStarted && $0.failure == nil ? $0.held : nil }
        return held?.hasSession(at: configuration.time) == true ? held : nil
    }

    func isDue(_ held: HeldSession, _ minTTL: Duration) -> Bool {
        held.isDue(by: configuration.refreshPolicy, minimum: minTTL, at: configuration.time)
    }

    private func open() async throws(SessionError) {
        let report = await restore()
        if report.state.session == nil, let problem = report.problem { throw problem }
        // Somebody may have signed in since, in a process that nobody here listens to.
        if held?.hasSession(at: configuration.time) != true, case .record(let record) = await keeper.read(),
            record.session != nil
        {
            adopt(HeldSession(record: record))
        }
    }

    /// Gets a new access token now.
    ///
    /// While the access token lives, a refresh token that may be spent already is not sent once more: that would risk
    /// the session.
    ///
    /// - Parameter rejecting: A token that a server has just refused, and that is therefore at its end. Where another
    ///   one is in use by now, that is the answer, and nobody is asked; the refused token is never the answer.
    /// - Throws: ``SessionError``.
    @discardableResult
    public func refresh(rejecting: Secret? = nil) async throws(SessionError) -> Session {
        try await open()
        guard let held else { throw unusable() }
        let session = try session(of: held)
        let token = rejecting ?? session.accessToken
        return try self.session(of: try await replacement(of: token, isRefused: rejecting != nil))
    }

    /// The error that the present state amounts to, where there is no session.
    func unusable() -> SessionError {
        switch current {
        case .rejected(let code): SessionError(.rejected, "the provider refused: \(code)")
        case .unavailable(let failure): .storage(failure.error)
        case .undetermined(let error): .unseen(error)
        default: SessionError(.signedOut, "there is no session")
        }
    }

    /// Tells whose token a token is, for apps that route requests during the transition.
    public var classifier: TokenClassifier {
        TokenClassifier(legacyIssuer: configuration.legacyProvider.issuer, provider: configuration.provider)
    }

    // MARK: Start

    /// What an app calls at launch: restores the session, or finds the legacy one and migrates it; refreshes if due, and
    /// works off what is still to be revoked.
    ///
    /// A stored session with nothing due is restored without a network call, offline too. Calls at the same time share
    /// one start.
    ///
    /// - Parameter retryingNow: Whether a deferred migration is tried although its time has not come.
    @discardableResult
    public func start(retryingNow: Bool = false) async -> StartReport {
        do {
            return try await starts.join {
                FlightPlan { [self] _ in
                    let report = await Silences.remembered { await launch(retryingNow: retryingNow) }
                    state.withLock { $0.isStarted = true }
                    return .success(report)
                }
            }
        } catch {
            return StartReport(state: current, problem: error)
        }
    }

    /// Takes a stored session into use, and starts in full only where there is none.
    ///
    /// What a command does that wants nothing but the token: no revocation is worked off, and nothing is refreshed that
    /// is not asked for. It does nothing where the manager has been started and could read the store.
    @discardableResult
    public func restore() async -> StartReport {
        if state.withLock({ $0.isStarted && $0.held != nil }) { return StartReport(state: current) }
        return await readStored()
    }

    /// Apart from the look above, so that a task that finds the manager started pays for no more than that.
    private func readStored() async -> StartReport {
        switch await keeper.read() {
        case .failure(let failure):
            // A second look would take as long as the first.
            adopt(failure)
            return StartReport(state: current, problem: .storage(failure.error))
        case .record(let record) where record.session != nil:
            adopt(HeldSession(record: record))
            state.withLock { $0.isStarted = true }
            return StartReport(state: current)
        case .record, .absent: return await start()
        }
    }

    // MARK: Events

    /// The present state, then everything that happens.
    ///
    /// Each call makes a sequence of its own; one that is not read keeps the newest 256 elements.
    public var events: AsyncStream<SessionEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(256)) { continuation in
            let id = state.withLock { [configuration] state in
                // Inside the lock, so that no change falls between the present and what is told from now on.
                let present = State.present(state.held, state.failure, at: configuration.time)
                _ = state.tell(present)
                continuation.yield(.state(present))
                state.nextSubscriber += 1
                state.subscribers[state.nextSubscriber] = continuation
                return state.nextSubscriber
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.subscribers[id] = nil }
            }
        }
    }

    /// Tells everybody who listens.
    ///
    /// Nothing is held while they are told.
    @Sendable func emit(_ event: SessionEvent) {
        if let name = event.name {
            let details = event.details.compactMap { detail in detail.value.map { "\(detail.name)=\($0)" } }
            configuration.logger.debug("\(name)", metadata: ["details": "\(details.joined(separator: " "))"])
        }
        SessionMetrics.count(event)
        configuration.observer?(event)
        for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.yield(event) }
    }

    // MARK: What is held

    /// The record and candidate in use.
    var held: HeldSession? { state.withLock { $0.held } }

    /// What is known of the store and of the session.
    var findings: Findings {
        let (held, failure) = state.withLock { ($0.held, $0.failure) }
        return Findings(
            record: held?.record,
            state: State.present(held, failure, at: configuration.time),
            isReadable: failure == nil
        )
    }

    /// Whether the tokens in use are in memory only, because the store did not take them.
    public var isPersistenceDegraded: Bool { unsaved != nil }

    /// Takes over what was read or obtained, unless something newer is here already.
    ///
    /// - Parameter isAnew: Whether the record was begun anew, so that its numbers say nothing about older ones.
    func adopt(_ held: HeldSession, isAnew: Bool = false) {
        // Of all who have waited for one refresh, only the first one brings news.
        let isKnown = state.withLock { $0.failure == nil && $0.held?.isSame(as: held) == true }
        if isKnown, !isAnew { return }
        let time = configuration.time
        let token = TokenSnapshot(of: held, policy: configuration.refreshPolicy, at: time)
        let newState = held.state(at: time)
        let isNew = state.withLock { state in
            guard isAnew || held.supersedes(state.held) else { return false }
            let earlier = state.held?.record
            flights.replaced.withLock { $0.note(earlier, replacedBy: held.record) }
            state.held = held
            state.failure = nil
            snapshot.withLock { $0 = token }
            return state.tell(newState)
        }
        if isNew { configuration.observer?(.state(newState)) }
    }

    /// Tells what became of the state by the mere passing of time.
    func tellPresent() {
        let present = state.withLock { [configuration] state -> SessionState? in
            let present = State.present(state.held, state.failure, at: configuration.time)
            return state.tell(present) ? present : nil
        }
        if let present { configuration.observer?(.state(present)) }
    }

    /// Lets a bell ring whenever the timer has to be armed anew.
    func addTimer(_ bell: Bell) { state.withLock { $0.timers[ObjectIdentifier(bell)] = bell } }

    func removeTimer(_ bell: Bell) { state.withLock { $0.timers[ObjectIdentifier(bell)] = nil } }

    func armAnew() {
        for bell in state.withLock({ Array($0.timers.values) }) { bell.ring() }
    }

    /// Notes that the store could not be read.
    ///
    /// What was known before stays in use.
    func adopt(_ failure: StoreReadingFailure) {
        let isNew = state.withLock { state in
            state.failure = failure
            return state.held == nil && state.tell(.unavailable(failure))
        }
        if isNew { configuration.observer?(.state(.unavailable(failure))) }
    }
}
