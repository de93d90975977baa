import Carryover
import FoundationEssentials

/// The live view in a pipe: a line for each thing that happens.
struct LineWatch: Sendable {
    let printsJSON: Bool
    let time = SystemTimeSource()

    @Sendable func tell(_ event: SessionEvent) {
        if printsJSON {
            if let line = JSONLine.event(event, at: time.wall) { Output.line(line) }
        } else if let line = EventText.line(event) {
            Output.line("\(RFC3339.text(time.wall))  \(line)")
        }
    }

    /// Runs until a signal ends the process; the answer to a refresh that is under way is stored first.
    func run(_ manager: SessionManager) async {
        await SettledEnd.listening { _ in
            await withTaskGroup(of: Void.self) { group in
                if !printsJSON {
                    group.addTask {
                        for await event in manager.events {
                            guard case .state(let state) = event else { continue }
                            Output.line("\(RFC3339.text(time.wall))  state    \(state.name)")
                        }
                    }
                }
                group.addTask {
                    await manager.start()
                    await manager.run()
                }
                await group.waitForAll()
            }
        }
    }
}
