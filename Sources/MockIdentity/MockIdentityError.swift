/// Why the mock servers could not be started.
package enum MockIdentityError: Error, Sendable {
    /// The system gave no port.
    case noPort
    /// A setting has no such key; the path of the key.
    case unknownSetting(String)
}
