import CCarryover
import Carryover
import FoundationEssentials
import Synchronization

/// A session that a C app has open: the manager, what it has to tell, and the tasks that work for it.
final class OpenSession: Sendable {
    let manager: SessionManager
    let inbox: Inbox
    private let tasks = TaskRegister()
    private let time: any TimeSource
    private let origins: [Origin]
    private let upkeep = Mutex<[UInt64]>([])

    /// Opens a session; nothing is read, sent or started by that.
    ///
    /// - Throws: ``Fault/noResources`` when there is no descriptor left.
    init(_ configuration: Configuration, isInteractive: Bool, passphrase: Secret?) throws(Fault) {
        guard let inbox = Inbox() else { throw .noResources }
        let time = SystemTimeSource()
        let notice: @Sendable (String) -> Void = { reason in
            let event: JSONObject = [
                "event": "store.weaker", "at": .string(RFC3339.text(time.wall)), "reason": .string(reason),
            ]
            inbox.append(.event(JSONValue.object(event).text))
        }
        var composition: Composition
        do throws(ConfigurationError) {
            composition = try Composition(
                configuration,
                isInteractive: isInteractive,
                passphrase: passphrase,
                notice: notice
            )
        } catch {
            throw Fault(error)
        }
        composition.observer = { event in
            if case .migrationExchanged = event { inbox.exchanges.add(1, ordering: .relaxed) }
            guard let name = event.name else { return }
            inbox.append(.event(event.json(named: name, at: time.wall).text))
        }
        self.inbox = inbox
        self.time = time
        origins = configuration.allowedOrigins + configuration.provider.provider.origins
        manager = composition.manager()
    }

    /// Whether the token may be sent to a URL.
    func allows(_ endpoint: Endpoint) -> Bool { origins.contains(endpoint.origin) }

    /// Has a task do something, and waits for what it says.
    ///
    /// - Throws: ``Fault/timeout`` when the deadline passes first; the task goes on.
    func perform<Value: Sendable>(
        within milliseconds: Int64,
        _ work: @escaping @Sendable (SessionManager) async -> Result<Value, SessionError>
    ) throws(Fault) -> Value {
        let answer = Answer<Result<Value, SessionError>>()
        tasks.start { [self] in
            let result = await work(manager)
            tellState()
            answer.give(result)
        }
        guard let result = answer.wait(milliseconds) else { throw .timeout }
        do {
            return try result.get()
        } catch {
            throw Fault(error)
        }
    }

    /// Starts, and tells how it went.
    func start(retryingNow: Bool) async -> StartSummary {
        let before = inbox.exchanges.load(ordering: .relaxed)
        let report = await manager.start(retryingNow: retryingNow)
        tellState()
        return StartSummary(report, isMigrated: inbox.exchanges.load(ordering: .relaxed) > before)
    }

    /// Starts without anybody waiting, and leaves the end of it in the inbox.
    func start(retryingNow: Bool, callback: @escaping StartAnswer.Callback, userData: UserData) {
        tasks.start { [self] in
            let summary = await start(retryingNow: retryingNow)
            let answer = unsafe StartAnswer(
                callback: callback,
                userData: userData,
                result: summary.result,
                report: summary.json.text
            )
            inbox.append(.start(answer))
        }
    }

    /// Keeps the session fresh from now on, or not any more.
    func keepFresh(_ isOn: Bool) {
        upkeep.withLock { upkeep in
            if isOn, upkeep.isEmpty {
                let states = manager.events
                upkeep = [
                    tasks.start { [self] in await manager.run() },
                    // What other processes do changes the state without a call of this one.
                    tasks.start { [self] in
                        for await event in states {
                            if case .state = event { tellState() }
                        }
                    },
                ]
            } else if !isOn {
                for id in upkeep { tasks.cancel(id) }
                upkeep = []
            }
        }
    }

    /// Ends what is under way, and forgets what was to be told.
    func close() {
        inbox.close()
        tasks.close()
    }

    private func tellState() {
        inbox.tell {
            manager.current.name
        } event: { name in
            let event: JSONObject = [
                "event": "state", "at": .string(RFC3339.text(time.wall)), "state": .string(name),
            ]
            return JSONValue.object(event).text
        }
    }
}
