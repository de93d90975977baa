import CarryoverCore

/// Where the key of an encrypted record comes from; the raw value is part of the file format.
package enum KeySource: UInt8, Sendable, CaseIterable {
    /// Derived from a passphrase that the app gives.
    case passphrase = 1
    /// A credential that the service manager hands to the service.
    case systemCredential = 2
    /// A random key in a file of its own.
    case keyFile = 3

    var protection: StoreDescription.Protection {
        switch self {
        case .passphrase: .passphrase
        case .systemCredential: .systemCredential
        case .keyFile: .keyFile
        }
    }
}
