import MockIdentity

/// Signing keys that all suites share, since making them is what takes time.
enum TestKeys {
    private static let made = Task { try await MockKeys.generate() }

    static var shared: MockKeys {
        get async throws { try await made.value }
    }
}
