import Synchronization

/// The settings in force, shared by all servers.
final class SettingsStore: Sendable {
    private let state: Mutex<MockSettings>

    init(_ settings: MockSettings) {
        state = Mutex(settings)
    }

    /// The settings in force.
    var current: MockSettings {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// Changes the settings in one step.
    func update(_ change: (inout MockSettings) throws -> Void) rethrows {
        try state.withLock { try change(&$0) }
    }
}
