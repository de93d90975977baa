import Carryover
import Glibc

/// Where a story happens: does what its acts say with real processes, servers and files, and tells what comes of it.
struct Stage {
    private let folder: StoryFolder
    private let servers: MockServers
    private let narrator: any Narrator
    private let began: Duration
    private let deadPort: DeadPort
    private var configuration: StoryConfiguration
    private var keyring: PrivateKeyring?
    private var login: MockServers.Login?
    private var copy: StoryFolder?
    private var disk: [DiskItem] = []
    private var oldTokens: Set<String> = []
    private(set) var witness = Witness()
    var panel = StoryPanel()

    init(folder: StoryFolder, servers: MockServers, narrator: any Narrator, began: Duration) throws {
        self.folder = folder
        self.servers = servers
        self.narrator = narrator
        self.began = began
        deadPort = try DeadPort()
        configuration = StoryConfiguration(
            ready: servers.ready["configuration"]?.object ?? JSONObject(),
            stateFolder: folder.stateFolder,
            deadPort: deadPort.number
        )
    }

    /// Does one act.
    ///
    /// - Throws: ``StoryFailure`` when it does not come to what it has to.
    mutating func perform(_ act: Act) async throws {
        try Task.checkCancellation()
        switch act {
        case .chapter(let title):
            panel.caption = title
            await tell(.chapter(title))
        case .tell(let lane, let text, let ink): await tell(.note(lane, text, ink))
        case .signInAtOldProvider(let validity): try await signIn(validity)
        case .revokeAtOldProvider:
            guard let token = login?.refreshToken else { return }
            try await servers.revoke(token)
            // It is not the app's doing.
            let foreign = try await servers.exchanges()
            witness.skip(foreign)
            await tell(.note(.old, "an administrator ends the login", .bad))
        case .trouble(let faults): try await servers.add(faults)
        case .calm: try await servers.removeFaults()
        case .settings(let settings): try await servers.set(settings)
        case .network(let isUp):
            configuration.isNetworkUp = isUp
            await tell(
                .note(
                    .app,
                    isUp ? "the network is back" : "no network: every connection is refused",
                    isUp ? .good : .bad
                )
            )
        case .rollout(let percentage):
            configuration.percentage = percentage
            await tell(.note(.app, "rollout: \(percentage) %", .plain))
        case .keyring(let isUnlocked): try await startKeyring(isUnlocked)
        case .launch(let launch): try await perform(launch)
        case .command(let command): try await perform(command)
        case .copyDisk:
            copy = try await folder.copy()
            await tell(.note(.app, "all files are copied to another machine", .bad))
        }
    }

    /// Ends what was started.
    func end() async {
        if let keyring { await keyring.end() }
        copy?.remove()
    }

    // MARK: Acts

    private mutating func signIn(_ validity: Act.Validity) async throws {
        let login = try await servers.signInAtOldProvider(isExpired: validity == .expired)
        self.login = login
        oldTokens.formUnion(login.fingerprints)
        folder.removeFile(folder.legacyFile)
        try folder.write(login.json.text, to: folder.legacyFile)
        witness.signIns += 1
        let age = validity == .expired ? ", three hours ago" : ""
        await tell(.note(.old, "signed \(login.subject) in\(age)", .old))
        await lookAtDisk()
    }

    private mutating func startKeyring(_ isUnlocked: Bool) async throws {
        let keyring = try self.keyring ?? PrivateKeyring(folder)
        self.keyring = keyring
        configuration.usesKeyring = true
        try await keyring.start(isUnlocked: isUnlocked)
        await tell(.note(.app, isUnlocked ? "keyring unlocked" : "keyring locked", isUnlocked ? .good : .bad))
        await lookAtDisk()
    }

    private mutating func perform(_ launch: Act.Launch) async throws {
        let before = witness.requests
        let child = try await start(["start", "--json", "--step"] + launch.options, in: folder)
        // The servers end by themselves when this process does; the app has to be told.
        let exitCode = try await withTaskCancellationHandler {
            try await follow(child, until: launch.killedAfter)
        } onCancel: {
            child.kill()
        }
        try Task.checkCancellation()
        try await lookAtWire()
        await lookAtDisk()
        witness.launches += 1
        let expected = launch.killedAfter == nil ? launch.expected.rawValue : 128 + SIGKILL
        guard exitCode == expected else {
            throw StoryFailure(description: "the start ended with exit code \(exitCode), not \(expected)")
        }
        guard launch.isSilent else { return }
        guard witness.requests == before else {
            throw StoryFailure(description: "a start that had nothing to ask made requests")
        }
        await tell(.note(.app, "not a single request was made", .good))
    }

    /// Tells each event of a start when it happens; the app waits until it is told.
    private mutating func follow(_ child: ChildProcess, until killingEvent: String?) async throws -> Int32 {
        for await line in child.lines {
            guard let event = (try? JSONValue(parsing: Array(line.utf8)))?.object else { continue }
            try await lookAtWire()
            if !configuration.isNetworkUp, event["event"]?.string == "migration.deferred" {
                await tell(.unreached(.new, "connection refused"))
            }
            if let caption = EventCaption.of(event) { await tell(.note(.app, caption.text, caption.ink)) }
            await lookAtDisk()
            if let killingEvent, event["event"]?.string == killingEvent {
                child.kill()
                await tell(.note(.app, "✗ killed (SIGKILL)", .bad))
            }
            child.send("")
        }
        return await child.end()
    }

    private mutating func perform(_ command: Act.Command) async throws {
        let place = command.isOnCopy ? copy ?? folder : folder
        let arguments = command.what == .refresh ? ["refresh", "--json"] : ["request", servers.api + "/me"]
        let child = try await start(arguments, in: place)
        let exitCode = await withTaskCancellationHandler {
            // What it prints is not shown, but somebody has to read it.
            for await _ in child.lines {}
            return await child.end()
        } onCancel: {
            child.kill()
        }
        try Task.checkCancellation()
        try await lookAtWire()
        if place.path == folder.path { await lookAtDisk() }
        let who = command.isOnCopy ? "the thief: " : ""
        let what = command.what == .refresh ? "refresh" : "request to the app's API"
        let isGood = exitCode == ExitStatus.usable.rawValue
        // The thief's success is nobody's good news.
        await tell(
            .note(
                .app,
                "\(who)\(what): exit code \(exitCode)",
                isGood == command.isOnCopy ? .warning : isGood ? .good : .bad
            )
        )
        guard exitCode == command.expected.rawValue else {
            throw StoryFailure(
                description: "\(what) ended with exit code \(exitCode), not \(command.expected.rawValue)"
            )
        }
    }

    // MARK: Looking

    private func tell(_ moment: Moment) async {
        let seconds = (SystemTimeSource().uptime - began).inSeconds
        await narrator.tell(Telling(moment: moment, seconds: seconds, panel: panel, oldTokens: oldTokens))
    }

    func tell(_ summary: StorySummary) async { await tell(.summary(summary)) }

    private mutating func lookAtDisk() async {
        let now = DiskReader(folder: folder.path).items()
        let changes = DiskChange.between(disk, now)
        guard !changes.isEmpty else { return }
        disk = now
        panel.disk = now
        await tell(.disk(changes))
    }

    private mutating func lookAtWire() async throws {
        let exchanges = try await servers.exchanges()
        let moments = witness.see(exchanges)
        oldTokens.formUnion(witness.oldTokens)
        for moment in moments { await tell(moment) }
    }

    private func start(_ arguments: [String], in place: StoryFolder) async throws -> ChildProcess {
        var configuration = configuration
        if place.path != folder.path {
            configuration = StoryConfiguration(
                ready: configuration.ready,
                stateFolder: place.stateFolder,
                deadPort: deadPort.number
            )
        }
        place.removeFile(place.configurationFile)
        try place.write(configuration.json.prettyText, to: place.configurationFile)
        return try ChildProcess(
            ChildProcess.sibling("carryover-demo"),
            arguments + ["--config", place.configurationFile],
            environment: await keyring?.environment ?? place.environment
        )
    }
}
