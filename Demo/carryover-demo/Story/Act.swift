import Carryover

/// One thing to do in a story.
enum Act: Sendable, Equatable {
    /// A part of the story begins.
    case chapter(String)
    /// Something to know.
    case tell(Lane, String, Ink)
    /// An older version of the app signs the user in, and leaves the login in its file.
    case signInAtOldProvider(Validity)
    /// The old provider ends the login, at somebody else's wish.
    case revokeAtOldProvider
    /// Servers misbehave from now on, as the mock servers' own switches have it.
    case trouble([JSONObject])
    /// They behave again.
    case calm
    /// The servers are set up differently.
    case settings(JSONValue)
    /// The network is taken away, or is back.
    case network(isUp: Bool)
    /// How many of the users shall go over.
    case rollout(percentage: Int)
    /// The machine's keyring, anew and unlocked or as it is after a restart of the machine.
    case keyring(isUnlocked: Bool)
    /// The app starts.
    case launch(Launch)
    /// A command of the app.
    case command(Command)
    /// Somebody takes a copy of all that is on disk.
    case copyDisk

    enum Validity: Sendable, Equatable {
        case valid
        /// The access token is over; the refresh token is good.
        case expired
    }

    /// A start of the app, and what it has to come to.
    struct Launch: Sendable, Equatable {
        var options: [String] = []
        /// The event after which it is killed, as a crash or a power cut would.
        var killedAfter: String?
        var expected = ExitStatus.usable
        /// Whether it has to do without a single request.
        var isSilent = false
    }

    /// A command, and what it has to come to.
    struct Command: Sendable, Equatable {
        enum What: Sendable, Equatable {
            case refresh
            /// A request to the app's own API.
            case request
        }

        var what: What
        /// Whether it runs on the copy of the disk.
        var isOnCopy = false
        var expected = ExitStatus.usable
    }
}
