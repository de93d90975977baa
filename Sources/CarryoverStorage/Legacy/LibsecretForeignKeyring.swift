import CCarryoverSecret
package import CarryoverCore

/// The desktop's keyring as other programs left it.
///
/// It is reached through the Secret Service (specification 0.2) and libsecret.
///
/// Every call may come from any task; the work happens on a thread of its own and is answered by a deadline.
package final class LibsecretForeignKeyring: ForeignKeyring {
    private let interaction: KeyringInteraction
    private let isAddressGiven: Bool
    private let busName: String
    private let deadline: Duration
    private let calls: FileSystemCalls
    private let lane: BlockingLane

    /// Creates the access; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - interaction: Whether the keyring may ask the user something.
    ///   - isAddressGiven: Whether the environment names a session bus.
    ///   - busName: Who to talk to; only tests want somebody else than the one that owns the name.
    ///   - deadline: The longest time that one call may take, a person's answer to a prompt not included.
    package init(
        interaction: KeyringInteraction = .ifItAnswersItself(within: .seconds(2)),
        isAddressGiven: Bool,
        busName: String = SecretServiceStore.standardBusName,
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        deadline: Duration = SecretServiceStore.standardDeadline
    ) {
        self.interaction = interaction
        self.isAddressGiven = isAddressGiven
        self.busName = busName
        self.deadline = deadline
        self.calls = calls
        lane = BlockingLane(name: "carryover legacy keyring", alarm: alarm, getpid: calls.getpid)
    }

    package func perform<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Search) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await interaction.asking(busName, operation) { (interaction) throws(StoreError) in
            try await run(operation, interaction, body)
        }
    }

    private func run<Value: Sendable>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ body: @escaping @Sendable (Search) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let cancellation = KeyringConnection.Cancellation()
        return try await lane.run(
            within: deadline + interaction.allowance,
            operation,
            onDeadline: { cancellation.cancel() }
        ) { [self] () throws(StoreError) in
            do throws(StoreError) {
                return try attempt(operation, interaction, body, cancellation)
            } catch {
                // In one session of 256 KWallet has another key. Each call looks at everything anew.
                guard error.code == .providerFault else { throw error }
                return try attempt(operation, interaction, body, cancellation)
            }
        }
    }

    private func attempt<Value>(
        _ operation: String,
        _ interaction: KeyringInteraction,
        _ body: (Search) throws(StoreError) -> Value,
        _ cancellation: KeyringConnection.Cancellation
    ) throws(StoreError) -> Value {
        let connection = try KeyringConnection.open(
            busName: busName,
            isAddressGiven: isAddressGiven,
            patience: deadline,
            calls: calls,
            operation,
            cancellation
        )
        connection.setPromptPatience(interaction.patience)
        // Of a locked keyring a search finds nothing, or only part of what is there.
        if try connection.defaultCollection(operation, cancellation) == .locked {
            let claim = KeyringConnection.claim(
                busName: busName,
                isAddressGiven: isAddressGiven,
                calls: calls,
                operation,
                cancellation
            )
            try connection.unlockDefaultCollection(interaction, claim, operation, cancellation)
        }
        return try body { (attributes) throws(StoreError) in
            try connection.search(foreign: attributes, operation, cancellation).map {
                (item) throws(StoreError) in
                try LibsecretForeignItem(item, operation, cancellation)
            }
        }
    }
}
