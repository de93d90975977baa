import CarryoverCore

/// Decides whether a call is made once more, over another connection.
struct KeyringAttempts {
    /// Two keys in a row that do not match are one case in 65,536; three are no accident.
    private static let mostDoubts = 2

    private var hasLostConnection = false
    private var doubts = 0

    /// Whether the call was made before.
    var isRepeated: Bool { hasLostConnection || doubts > 0 }

    /// Notes an attempt that failed.
    ///
    /// - Parameter isProven: Whether the connection was known to have the provider's key.
    /// - Returns: Whether the call is to be made once more.
    mutating func continues(after code: StoreError.Code, isProven: Bool) -> Bool {
        if code == .connectionLost {
            defer { hasLostConnection = true }
            return !hasLostConnection
        }
        guard Self.isDoubtful(code, isProven: isProven), doubts < Self.mostDoubts else { return false }
        doubts += 1
        return true
    }

    /// Whether an error may come from a key that does not match, and not from what it is about.
    static func isDoubtful(_ code: StoreError.Code, isProven: Bool) -> Bool {
        !isProven && [.damaged, .providerFault, .notDurable, .newerFormat].contains(code)
    }
}
