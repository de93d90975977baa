import ArgumentParser

/// The root of all commands.
struct CarryoverDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carryover-demo",
        abstract: "Carries a signed-in user over from one identity provider to another.",
        discussion: """
            Without a command it tells the whole story by itself, on this machine alone: mock identity servers, an old \
            provider's login as an older version of an app would have left it, the migration step by step, and a second \
            start. --scenario shows what happens when something fails on the way.

            With --config FILE, or the variable CARRYOVER_CONFIG, it is a working client for a real backend. Results go \
            to standard output, everything else to standard error. Every command but watch and mock ends within 30 \
            seconds. Secrets are never taken from the command line, and never printed, but for the token by "token".

            EXAMPLES
              carryover-demo                             the story
              carryover-demo --scenario offline          the same without a network
              carryover-demo start --config notes.json   what an app does at launch
              carryover-demo watch --config notes.json   a live view
              carryover-demo doctor --config notes.json  why is somebody signed out?

            SHELL COMPLETIONS
              carryover-demo --generate-completion-script bash | zsh | fish

            EXIT CODES
              0  there is a usable session (sign-out: it is signed out; doctor: nothing failed)
              1  signed out: no session and nothing to migrate
              2  wrong usage or configuration
              3  a server could not be reached or finished with for now; nothing is lost
              4  the store is locked, unavailable or corrupt; nothing was changed
              5  refused by the provider: the user must sign in again
              6  the migration is deferred; the legacy session is still in place
              7  request: the server answered with an HTTP error
            """,
        subcommands: [
            StoryCommand.self, StartCommand.self, StatusCommand.self, TokenCommand.self, RefreshCommand.self,
            RequestCommand.self, SignOutCommand.self, SignInCommand.self, LegacyCommand.self,
            RollbackCommand.self,
            WatchCommand.self, DoctorCommand.self, MockCommand.self, KeysCommand.self, LogoutURLCommand.self,
            RestoreTerminalCommand.self,
        ],
        defaultSubcommand: StoryCommand.self
    )
}
