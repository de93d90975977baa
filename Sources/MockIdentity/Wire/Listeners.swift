/// The listeners of one mock, with the loop that they share.
actor Listeners {
    private let loop = SocketLoop()
    private var driving: Task<Void, any Error>?
    private var listeners: [ServerName: Listener] = [:]

    init() {}

    /// Opens a port for each name.
    ///
    /// - Returns: The ports. After an error everything is closed again.
    func start(_ names: [ServerName]) async throws -> [ServerName: UInt16] {
        var ports: [ServerName: UInt16] = [:]
        do {
            try await loop.open()
            // Owned: stop() ends it and waits for its end.
            driving = Task { [loop] in try await loop.drive() }
            for name in names {
                let listener = try Listener(loop: loop)
                listeners[name] = listener
                ports[name] = try await listener.start()
            }
        } catch {
            await stop()
            throw error
        }
        return ports
    }

    /// Lets a pipeline answer the requests at a name's port.
    func serve(_ pipeline: RequestPipeline, at name: ServerName) {
        listeners[name]?.serve(pipeline)
    }

    /// Closes all ports and connections, hanging ones included.
    func stop() async {
        for listener in listeners.values {
            await listener.stop()
        }
        listeners = [:]
        driving?.cancel()
        _ = await driving?.result
        driving = nil
    }
}
