import MockIdentity

/// Signing keys that all installations share, since making them is what takes time.
enum SharedKeys {
    private static let made = Task { try await MockKeys.generate() }

    static var value: MockKeys {
        get async throws { try await made.value }
    }
}
