import Carryover

/// What is done in each story, step by step.
enum Script {
    private static let leaveLogin: [Act] = [
        .chapter("An older version of the app left its login behind"), .signInAtOldProvider(.valid),
    ]
    private static let migrate: [Act] = [
        .chapter("The new version starts for the first time"), .launch(Act.Launch()),
    ]
    private static let use: [Act] = [
        .chapter("The new session works"), .command(Act.Command(what: .request)),
    ]
    private static let startAgain: [Act] = [
        .chapter("The app starts a second time"), .launch(Act.Launch(isSilent: true)),
    ]
    /// A deferral is waited for in seconds here, not in minutes.
    private static let impatient = ["--patience", "1.5"]

    static let happy = joined(leaveLogin, migrate, use, startAgain)

    /// A machine never signed in anywhere, so it has nothing to migrate.
    static let machine = joined(
        [.chapter("A machine starts with an access key"), .launch(Act.Launch())],
        use,
        startAgain
    )

    static let offline = joined(
        leaveLogin,
        [
            .chapter("The new version starts, and there is no network"), .network(isUp: false),
            .launch(Act.Launch(options: impatient, expected: .deferred)),
            .tell(.app, "the old login is in place and in use", .good),
            .chapter("The network is back"), .network(isUp: true), .launch(Act.Launch(options: ["--now"])),
            .chapter("Later, without a network again"), .network(isUp: false),
            .launch(Act.Launch(isSilent: true)),
        ]
    )

    static let providerDown = joined(
        leaveLogin,
        [
            .chapter("The new version starts, and the new provider is down"),
            .tell(.new, "out of order: answers 503, Retry-After 120", .bad),
            .trouble(
                migrationPaths.map { path in
                    [
                        "kind": "status", "status": 503, "retry_after": "120", "path": .string(path),
                        "times": 0, "method": "POST",
                    ]
                }
            ),
            .launch(Act.Launch(expected: .deferred)),
            .chapter("Meanwhile the app works as before"), .command(Act.Command(what: .request)),
            .chapter("The new provider is back"), .calm, .tell(.new, "works again", .good),
            .launch(Act.Launch(options: ["--now"])),
        ],
        use
    )

    static let answerLost = joined(
        leaveLogin,
        [
            .chapter("The new version starts; an answer is lost"),
            .trouble(migrationPaths.map { ["kind": "lose-answer", "path": .string($0), "method": "POST"] }),
            .launch(Act.Launch()), .calm,
        ],
        use,
        startAgain
    )

    static let killed = joined(
        leaveLogin,
        [
            .chapter("The new version starts, and is killed"),
            .launch(Act.Launch(killedAfter: "migration.exchanged")),
            .tell(.app, "the old login is still on disk", .good),
            .chapter("The app starts a second time"), .launch(Act.Launch()),
        ],
        use
    )

    static let expired = joined(
        [
            .chapter("A login from long ago: its access token has expired"), .signInAtOldProvider(.expired),
        ],
        migrate,
        use
    )

    static let revoked: [Act] = [
        .chapter("A login from long ago, which an administrator has ended"), .signInAtOldProvider(.expired),
        .revokeAtOldProvider,
        .chapter("The new version starts for the first time"), .launch(Act.Launch(expected: .refused)),
        .tell(.app, "nothing is erased: the provider may have erred", .plain),
        .chapter("The app starts a second time: what was refused is not sent again"),
        .launch(Act.Launch(expected: .refused, isSilent: true)),
        .chapter("The user signs in once more, and that login is taken"), .signInAtOldProvider(.valid),
        .launch(Act.Launch()),
    ]

    static let theft = joined(
        leaveLogin,
        migrate,
        [
            .chapter("A thief copies the disk, and uses the session elsewhere"), .copyDisk,
            .command(Act.Command(what: .refresh, isOnCopy: true)),
            .command(Act.Command(what: .refresh, isOnCopy: true)),
            .chapter("The app refreshes, and a token comes back that was spent"),
            .command(Act.Command(what: .refresh, expected: .refused)),
            .chapter("The thief is out as well"),
            .command(Act.Command(what: .refresh, isOnCopy: true, expected: .refused)),
            .chapter("The user signs in once more"), .signInAtOldProvider(.valid), .launch(Act.Launch()),
        ],
        use
    )

    static let keyring = joined(
        [.chapter("A desktop with a keyring"), .keyring(isUnlocked: true), .signInAtOldProvider(.valid)],
        migrate,
        [
            .chapter("The machine restarts; nobody has unlocked the keyring yet"),
            .keyring(isUnlocked: false),
            .launch(Act.Launch(options: ["--no-input"], expected: .store, isSilent: true)),
            .tell(.app, "no sign-in page, nothing erased, nothing asked", .good),
            .chapter("The user unlocks the keyring"), .keyring(isUnlocked: true),
            .launch(Act.Launch(isSilent: true)),
        ],
        use
    )

    static let rolling = joined(
        leaveLogin,
        [
            .chapter("The release migrates 0 % of the users"), .rollout(percentage: 0),
            .launch(Act.Launch()), .command(Act.Command(what: .request)),
            .chapter("The release migrates 100 % of the users"), .rollout(percentage: 100),
            .launch(Act.Launch()),
            .chapter("The release is taken back to 0 %"), .rollout(percentage: 0),
            .launch(Act.Launch(isSilent: true)),
        ],
        use
    )

    private static func joined(_ parts: [Act]...) -> [Act] { parts.flatMap { $0 } }

    /// Where the providers are asked for a migration.
    private static let migrationPaths = [
        "/migrate-session", "/v1/auth/refresh", "/session/migrate", "/sdk/v1/", "/oauth/token",
    ]
}
