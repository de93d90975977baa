import CCarryoverSecret
import CarryoverCore

extension KeyringConnection {
    /// Finds the provider and opens a session with it.
    ///
    /// - Parameters:
    ///   - busName: The provider's name on the bus.
    ///   - isAddressGiven: Whether the environment names a session bus.
    ///   - patience: How long the provider may take to show that it lives.
    ///   - calls: What tells the provider's program.
    static func open(
        busName: String,
        isAddressGiven: Bool,
        patience: Duration,
        calls: FileSystemCalls,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) -> KeyringConnection {
        // Who was there before proves nothing by being absent now.
        let hadContact = KeyringContacts.shared.contains(busName)
        try reachBus(isAddressGiven: isAddressGiven, hadContact: hadContact, operation, cancellation)
        let pointer = unsafe cancellation.begin()
        do throws(StoreError) {
            try check(operation, .findingProvider(hadContact: hadContact)) { error in
                unsafe carryover_secret_ping(busName, patience.milliseconds, pointer, &error)
                    || KeyringFailure(error).provesLife
            }
            KeyringContacts.shared.insert(busName)
        } catch {
            // Who is silent, dies over the question or cannot be started is not nobody.
            if error.code != .noProvider { KeyringContacts.shared.insert(busName) }
            throw error
        }
        let service = try unsafe made(operation, .talking) { error in
            unsafe carryover_secret_open(busName, pointer, &error)
        }
        let program = program(
            busName: busName,
            isAddressGiven: isAddressGiven,
            calls: calls,
            operation,
            cancellation
        )
        return unsafe KeyringConnection(
            service: service,
            isQuietWhileLocked: KeyringClaim.isQuietWhileLocked(program),
            isProven: KeyringClaim.agreesOnKeys(program)
        )
    }

    /// Finds out what a provider means by calling its default collection locked.
    static func claim(
        busName: String,
        isAddressGiven: Bool,
        calls: FileSystemCalls,
        _ operation: String,
        _ cancellation: Cancellation
    ) -> KeyringClaim {
        switch unsafe carryover_secret_wallet(busName, cancellation.begin()) {
        case CARRYOVER_SECRET_WALLET_OPEN: return .isOpenToWhoAsks
        case CARRYOVER_SECRET_WALLET_CLOSED: return .isTrue
        default: break
        }
        let program = program(
            busName: busName,
            isAddressGiven: isAddressGiven,
            calls: calls,
            operation,
            cancellation
        )
        return KeyringClaim(ofProgram: program)
    }

    /// Whether a provider calls any of its collections locked; that it does not is no proof.
    static func hasLockedCollection(busName: String, _ cancellation: Cancellation) -> Bool {
        unsafe carryover_secret_has_locked_collection(busName, cancellation.begin())
    }

    /// The name of the provider's program, or `nil` where it cannot be seen.
    private static func program(
        busName: String,
        isAddressGiven: Bool,
        calls: FileSystemCalls,
        _ operation: String,
        _ cancellation: Cancellation
    ) -> String? {
        let process = try? provider(
            busName: busName,
            isAddressGiven: isAddressGiven,
            operation,
            cancellation
        )
        return process.flatMap { calls.program(ofProcess: $0) }
    }

    /// Asks the bus for the process that owns a name at present.
    static func provider(
        busName: String,
        isAddressGiven: Bool,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) -> UInt32 {
        try reachBus(isAddressGiven: isAddressGiven, hadContact: false, operation, cancellation)
        var process: UInt32 = 0
        try check(operation, .findingProvider(hadContact: false)) { error in
            unsafe carryover_secret_provider_process(busName, &process, cancellation.begin(), &error)
        }
        return process
    }

    private static func reachBus(
        isAddressGiven: Bool,
        hadContact: Bool,
        _ operation: String,
        _ cancellation: Cancellation
    ) throws(StoreError) {
        if let reason = unsafe carryover_secret_load() {
            throw KeyringFailure.loading(unsafe String(cString: reason), operation)
        }
        try check(operation, .reachingBus(isAddressGiven: isAddressGiven, hadContact: hadContact)) { error in
            unsafe carryover_secret_reach_bus(cancellation.begin(), &error)
        }
    }
}
