import FoundationEssentials
import Logging
import Synchronization

extension SessionManager {
    /// Keeps the session fresh until the calling task is cancelled: refreshes ahead of time, works off the queue, retries
    /// a deferred migration, and follows what other processes do to the store.
    ///
    /// Nothing runs in the background unless somebody runs this. One timer is armed for the next event, with slack: about
    /// one wake-up in a token's life, besides those of libdispatch itself. The timer runs through suspend: what became due
    /// meanwhile is looked at on waking up. Two calls at once do what one does.
    ///
    /// It returns at once when it is cancelled, and a refresh under way goes on without it: call ``settle()`` before the
    /// process ends.
    public func run() async {
        if held == nil { await start() }
        let (bell, looked) = (Bell(), Bell())
        addTimer(bell)
        defer { removeTimer(bell) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await followStore(bell, again: looked) }
            group.addTask { [self] in await keepFresh(bell, looked) }
            await group.waitForAll()
        }
    }

    /// Reads the store whenever somebody has changed it.
    ///
    /// - Parameters:
    ///   - bell: Rung after each reading.
    ///   - again: Rung when a store that could not tell, or cannot any more, is to be asked once more.
    private func followStore(_ bell: Bell, again: Bell) async {
        var (isTold, seen) = (false, findings)
        while !Task.isCancelled {
            var isWatched = false
            for await _ in configuration.store.changes() {
                isWatched = true
                await reload()
                // Whoever fails to write signals as well: a look at what has not changed would fail once more, and so on.
                let present = findings
                if present != seen { bell.ring() }
                seen = present
            }
            guard !isWatched, !Task.isCancelled, let store = configuration.store as? any WatchedStore,
                let error = await store.watchFailure()
            else {
                await again.wait()
                continue
            }
            if !isTold {
                configuration.logger.warning(
                    "what other processes do to the session is not seen at once",
                    metadata: ["error": "\(error)"]
                )
            }
            isTold = true
            await pause(for: .seconds(300), unless: again)
        }
    }

    /// Waits for a while, or until a bell is rung.
    private func pause(for duration: Duration, unless bell: Bell) async {
        let time = configuration.time
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await time.sleep(until: time.uptime + duration, tolerance: duration / 10)
            }
            group.addTask { await bell.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    private func keepFresh(_ bell: Bell, _ looked: Bell) async {
        let schedule = Schedule(
            refreshPolicy: configuration.refreshPolicy,
            reuseWindow: configuration.provider.reuseWindow
        )
        let pauses = BackOff(first: .seconds(1), longest: .seconds(300))
        var looks = 0
        while !Task.isCancelled {
            let time = configuration.time
            let next = schedule.next(
                held,
                cooldown: flights.cooldown.withLock { $0.end },
                hasUnsaved: unsaved != nil,
                at: time,
                fraction: configuration.random()
            )
            // What is still due after it was looked at cannot be done now: each further look comes later.
            looks = next.map { $0 <= time.uptime } ?? false ? looks + 1 : 0
            let pause = pauses.ceiling(afterFailures: looks)
            let wakeUp =
                next.map { max($0, time.uptime + pause) } ?? (held == nil ? time.uptime + .seconds(60) : nil)
            await withTaskGroup(of: Bool.self) { group in
                if let wakeUp {
                    let slack = min(.seconds(30), max(.seconds(1), (wakeUp - time.uptime) / 20))
                    group.addTask {
                        try? await time.sleep(until: wakeUp, tolerance: slack)
                        return true
                    }
                }
                group.addTask {
                    await bell.wait()
                    return true
                }
                group.addTask { [self] in await networkMayBeBack() }
                while let isReason = await group.next(), !isReason {}
                group.cancelAll()
            }
            guard !Task.isCancelled else { return }
            await lookAgain()
            looked.ring()
        }
    }

    /// Waits until the network changes, if the pause is for want of one, and ends the pause then.
    ///
    /// Listened to at no other time: some networks announce themselves every few minutes.
    private func networkMayBeBack() async -> Bool {
        guard flights.cooldown.withLock({ $0.isForWantOfNetwork }), let changes = configuration.networkChanges
        else { return false }
        for await _ in changes() {
            flights.cooldown.withLock { $0.networkChanged() }
            return true
        }
        return false
    }

    /// Does what is due now.
    private func lookAgain() async {
        tellPresent()
        if unsaved != nil { await writeUnsaved() }
        if let record = held?.record, record.session != nil {
            if !record.outbox.isEmpty || record.migration.isUnfinished { await retire(.whenDue) }
        } else {
            await start()
        }
        guard let session = held?.session(at: configuration.time) else { return }
        // The timer may be early by half the leeway.
        let margin = session.lifetime.map { configuration.refreshPolicy.leeway(for: $0) * 1.5 }
        _ = try? await usableHeld(minTTL: margin ?? .zero)
    }

    /// Tries once more to write down what the store did not take.
    func writeUnsaved() async {
        guard let lease = try? await lock(.zero) else { return }
        defer { unlock(lease) }
        await saveUnsaved()
    }

    /// Reads the store again, because somebody else may have written it.
    func reload() async {
        switch await keeper.read() {
        case .failure(let failure): adopt(failure)
        case .absent: adopt(HeldSession(record: nil, search: await configuration.search.look(nil)))
        case .record(let record) where record.session != nil: adopt(HeldSession(record: record))
        case .record(let record):
            adopt(HeldSession(record: record, search: await configuration.search.look(record)))
        }
    }
}
