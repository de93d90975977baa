import ArgumentParser
import Carryover

/// The end of a session.
struct SignOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out",
        abstract: "Clear the session here first, then revoke it at the provider; offline, that is queued.",
        discussion: """
            The session is cleared here first, in one durable write, whatever the network does; then it is revoked at the \
            provider. Without a network that is queued, and a later start does it. A legacy login that is still there is erased \
            and revoked as well, so that nothing signs the user in again.

            EXAMPLES
              carryover-demo sign-out --config notes.json

            EXIT CODES
              0  the user is signed out here
              2  wrong usage or configuration   4  the store cannot be used: nothing was changed
            """
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: "Forget the session here only.")
    var local = false

    @Flag(help: "End the user's sessions on all devices, where the provider can do that.")
    var everywhere = false

    func validate() throws {
        if local && everywhere { throw ValidationError("--local and --everywhere contradict each other.") }
    }

    func run() async throws {
        let composition = try common.composition()
        let (printsJSON, isLocal, isEverywhere) = (common.json, local, everywhere)
        try await Deadline.run {
            let manager = composition.manager()
            do throws(SessionError) {
                if isEverywhere {
                    try await manager.signOutEverywhere()
                } else {
                    try await manager.signOut(isLocal: isLocal)
                }
            } catch {
                Output.note("carryover-demo: \(error)")
                throw ExitStatus(error, state: manager.current)
            }
            let status = await manager.status()
            if printsJSON {
                Output.line(JSONLine.status(status).prettyText)
            } else {
                let queue = status.pendingRevocations
                Output.line("signed out" + (queue > 0 ? ", \(queue) to be revoked later" : ""))
            }
        }
    }
}
