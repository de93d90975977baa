import Carryover
import Dispatch
import Glibc

/// The live view on a terminal: draws, counts down, listens to keys and signals.
struct FullScreenWatch: Sendable {
    private let composition: Composition
    private let manager: SessionManager
    private let inputs: AsyncStream<WatchInput>
    private let tell: AsyncStream<WatchInput>.Continuation
    /// Rings when store and lock are worth a look.
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let hasColour: Bool

    /// - Parameter compose: Puts the parts together with an observer.
    init(
        hasColour: Bool,
        compose: (@escaping @Sendable (SessionEvent) -> Void) throws(ExitStatus) -> Composition
    ) throws(ExitStatus) {
        let (inputs, tell) = AsyncStream<WatchInput>.makeStream()
        let time = SystemTimeSource()
        var composition = try compose { tell.yield(.event($0, time.wall)) }
        composition.transport = WatchedTransport(composition.transport) { tell.yield($0) }
        self.composition = composition
        manager = composition.manager()
        self.inputs = inputs
        self.tell = tell
        (bell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.hasColour = hasColour
    }

    /// Draws until the user quits or a signal comes, and ends this process.
    ///
    /// Only a refresh that is under way delays that, and not when it is asked for twice: every other step of the library
    /// can be taken up again.
    func run(on screen: FullScreen) async -> Never {
        let signals = SignalStream(
            SignalSources.heeded([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]) + [SIGWINCH]
        )
        let keys = Keys { [tell] in tell.yield($0) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [manager] in await manager.run() }
            group.addTask { [tell] in
                for await number in signals.signals {
                    tell.yield(.signal(number))
                    if number != SIGTSTP, number != SIGWINCH { Self.insist(on: number, signals) }
                }
            }
            group.addTask { await tick() }
            group.addTask { await look() }
            group.addTask {
                await show(on: screen) { signal in
                    screen.end()
                    keys.close()
                    if let signal { signals.die(of: signal) }
                    exit(ExitStatus(manager.current).rawValue)
                }
            }
            await group.waitForAll()
        }
        exit(ExitStatus.unreachable.rawValue)
    }

    /// Ends the process although the view does not get to it: a terminal that takes no output holds the view up.
    ///
    /// The guardian puts the terminal back.
    private static func insist(on number: Int32, _ signals: SignalStream) {
        RefreshesUnderWay.ofThisProcess.whenSettled {
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { signals.die(of: number) }
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            tell.yield(.tick)
            ring.yield()
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Looks at store and lock, apart from the view: either may be slow to answer.
    private func look() async {
        for await _ in bell {
            let status = await manager.status()
            tell.yield(.looked(status, lockHolder: await composition.lock.holder()))
        }
    }

    /// Draws after everything that happens.
    ///
    /// - Parameter end: Ends the process now, by a signal or, with `nil`, as the user wished.
    private func show(on screen: FullScreen, end: (Int32?) -> Never) async {
        var view = WatchView()
        view.home = composition.configuration.storage.environment["HOME"]
        view.app = composition.configuration.app
        view.provider = composition.configuration.provider.provider.kind
        let time = composition.time
        var ending: Int32?
        await withTaskGroup(of: Void.self) { group in
            for await input in inputs {
                let clock = WallClock.text(time.wall)
                switch input {
                case .event(let event, let date): view.take(event, clock: WallClock.text(date))
                case .requestBegan(let id, let text):
                    view.begin(WatchView.Request(id: id, text: text, began: time.uptime.inSeconds))
                case .requestEnded(let id, let text, let isGood):
                    view.uptime = time.uptime.inSeconds
                    view.end(id, text, isGood: isGood, clock: clock)
                case .looked(let status, let holder):
                    view.take(status, lockHolder: holder, ownProcess: Int(getpid()))
                case .key(UInt8(ascii: "q")), .key(UInt8(ascii: "Q")), .keysEnded:
                    if view.isEnding { end(ending) }
                    view.isEnding = true
                    settle()
                case .key(UInt8(ascii: "r")) where view.isEnding: break
                case .key(UInt8(ascii: "r")): group.addTask { await refresh() }
                case .signal(SIGTSTP):
                    screen.leave()
                    raise(SIGSTOP)
                    screen.enter()
                case .signal(SIGWINCH), .key, .tick: break
                case .signal(let number):
                    if view.isEnding || number == SIGQUIT { end(number) }
                    (view.isEnding, ending) = (true, number)
                    settle()
                case .settled: end(ending)
                }
                view.clock = clock
                view.take(manager.current, policy: composition.configuration.refreshPolicy, time: time)
                let lines = WatchLayout.lines(view, in: .current)
                Output.text(ScreenFrame.text(lines, inColour: hasColour))
            }
        }
    }

    private func settle() {
        RefreshesUnderWay.ofThisProcess.whenSettled { [tell] in tell.yield(.settled) }
    }

    private func refresh() async {
        do throws(SessionError) {
            try await manager.refresh()
        } catch {
            tell.yield(.requestEnded(0, "\(error)", isGood: false))
        }
    }
}
