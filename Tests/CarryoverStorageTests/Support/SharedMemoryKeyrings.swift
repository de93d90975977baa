import Synchronization

/// Scripted keyrings by name: asking twice gives the same one.
final class SharedMemoryKeyrings: Sendable {
    private let contents = Mutex<[String: ScriptedKeyring.Content]>([:])

    func content(_ name: String, announce: @escaping @Sendable () -> Void) -> ScriptedKeyring.Content {
        contents.withLock { contents in
            if let content = contents[name] { return content }
            let content = ScriptedKeyring.Content(announce: announce)
            contents[name] = content
            return content
        }
    }
}
