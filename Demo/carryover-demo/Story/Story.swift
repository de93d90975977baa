import Carryover

/// A user of an app that moved to another identity provider starts the new version, and is still signed in.
struct Story: Sendable {
    let scenario: Scenario
    let providerKind: String
    let keepsFolder: Bool
    let narrator: any Narrator

    /// Tells it, and leaves nothing behind.
    ///
    /// - Returns: The folder, where it is kept.
    func tell() async throws -> String? {
        let folder = try StoryFolder()
        if keepsFolder { folder.keep() }
        defer { if !keepsFolder { folder.remove() } }
        let servers = try await MockServers.start(providerKind: providerKind, environment: folder.environment)
        do {
            try await tell(in: folder, with: servers)
        } catch {
            await servers.end()
            await narrator.end()
            throw error
        }
        await servers.end()
        await narrator.end()
        return keepsFolder ? folder.path : nil
    }

    private func tell(in folder: StoryFolder, with servers: MockServers) async throws {
        if let settings = scenario.settings { try await servers.set(settings) }
        let began = SystemTimeSource().uptime
        var stage = try Stage(folder: folder, servers: servers, narrator: narrator, began: began)
        let acts = scenario.acts(providerKind)
        stage.panel.total = acts.count
        do {
            for act in acts {
                try await stage.perform(act)
                stage.panel.done += 1
            }
        } catch {
            await stage.end()
            throw error
        }
        let seconds = (SystemTimeSource().uptime - began).inSeconds
        await stage.tell(StorySummary(moral: scenario.moral, facts: stage.witness.facts(seconds: seconds)))
        await stage.end()
    }
}
