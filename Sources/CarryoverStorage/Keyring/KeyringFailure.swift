package import CarryoverCore

/// What libsecret, GIO or the bus said, which each number their errors on their own.
package struct KeyringFailure: Error, Sendable, Equatable {
    /// Whose number it is.
    package enum Domain: Sendable {
        case io, dbus, secret, other
        /// Nobody's: no address of a session bus was found.
        case address
    }

    /// What was being done, which decides what an error proves.
    package enum Stage: Sendable, Equatable {
        /// Reaching the session bus; `isAddressGiven` tells whether the environment names one.
        case reachingBus(isAddressGiven: Bool, hadContact: Bool)
        /// Looking for the provider.
        case findingProvider(hadContact: Bool)
        /// Talking to the provider.
        case talking
        /// Creating an item.
        case storing
    }

    package let domain: Domain
    package let code: Int
    package let message: String

    /// Creates a failure.
    package init(_ domain: Domain, _ code: Int, _ message: String) {
        self.domain = domain
        self.code = code
        self.message = message
    }

    /// Whether the answer, although it is an error, can only have come from a provider that is alive.
    var provesLife: Bool { domain == .dbus && [19, 41, 42].contains(code) }

    /// The failure as a store reports it.
    package func storeError(_ operation: String, at stage: Stage) -> StoreError {
        let code = storeCode(at: stage)
        return StoreError(
            code,
            operation: operation,
            detail: "\(message) (\(domain) \(self.code))",
            remedy: Self.remedy(for: code)
        )
    }

    private func storeCode(at stage: Stage) -> StoreError.Code {
        switch (domain, code) {
        case (.secret, 2): return .locked
        case (.io, 19), (.io, 24), (.dbus, 12), (.dbus, 20): return .timedOut
        default: break
        }
        switch stage {
        case .reachingBus(let isAddressGiven, let hadContact):
            return hadContact || !provesNoBus(isAddressGiven: isAddressGiven) ? .connectionLost : .noBus
        case .findingProvider(let hadContact):
            if isNoOwner { return hadContact ? .connectionLost : .noProvider }
            return isDisconnection ? .connectionLost : .providerFault
        case .talking:
            return isNoOwner || isDisconnection ? .connectionLost : .providerFault
        case .storing:
            if domain == .dbus && [19, 41].contains(code) || domain == .secret && code == 3 {
                return .notInitialised
            }
            return isNoOwner || isDisconnection ? .connectionLost : .providerFault
        }
    }

    /// Nobody listens at the address (not found, refused), it is of no usable kind, or there is none.
    ///
    /// Why none was found does not matter: a session's bus is announced, or it is none. A bus that is there and refuses
    /// us proves nothing: the session may well have a keyring.
    private func provesNoBus(isAddressGiven: Bool) -> Bool {
        domain == .address ? !isAddressGiven : domain == .io && [1, 13, 39].contains(code)
    }

    private var isNoOwner: Bool { domain == .dbus && [2, 3].contains(code) }

    /// Closed, broken off, a provider that died over the call (the bus says so at once, and names it a missing
    /// reply), or a session that the provider, having been started again, knows nothing of.
    private var isDisconnection: Bool {
        domain == .io && [18, 36, 44].contains(code) || domain == .dbus && [4, 15].contains(code)
    }

    private static func remedy(for code: StoreError.Code) -> String? {
        switch code {
        case .locked: "unlock the keyring"
        case .notInitialised: "create a default keyring"
        case .noBus, .noProvider: "start a session with a keyring, or choose the file backend"
        default: nil
        }
    }
}
