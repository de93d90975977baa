package import CarryoverCore

/// Logins in items of the desktop's keyring, as keytar, go-keyring, MSAL and others leave them.
///
/// Items are found by their attributes alone, and may have more of them than those asked for: the schema,
/// which each library chooses for itself, is left out. A keyring that is locked is never taken for an empty
/// one.
package struct SecretServiceSource: LegacySource {
    package let kind = "secret-service"
    private let layout: any KeyringLayout
    private let keyring: any ForeignKeyring

    /// A source of items that hold a bare token each.
    ///
    /// With both queries, the two tokens make one login.
    package init(accessToken: KeyringQuery?, refreshToken: KeyringQuery?, keyring: any ForeignKeyring) {
        layout = KeyringTokens(access: accessToken, refresh: refreshToken)
        self.keyring = keyring
    }

    /// A source of items that hold a JSON document each.
    package init(documents: KeyringQuery, format: any LegacyFormat, keyring: any ForeignKeyring) {
        layout = KeyringDocuments(query: documents, format: format)
        self.keyring = keyring
    }

    package var isWritable: Bool { layout.isWritable }

    /// What tells it from other sources, for as long as a record may mention it.
    package var location: String { "keyring: \(layout.text)" }

    /// The same without anything personal, for what leaves the machine.
    package var maskedLocation: String { "keyring: \(layout.maskedText)" }

    package func find() async -> LegacyFinding {
        do throws(StoreError) {
            return try await keyring.perform("read") { [self] (search) throws(StoreError) in
                try layout.find(search, place: location)
            }
        } catch {
            return LegacyFinding(unreadable: [sourceError(error, otherwise: .unreadable)])
        }
    }

    package func writeBack(
        _ rotated: LegacyCredential,
        replacing old: LegacyEntry
    ) async throws(LegacySourceError) {
        try await change { [self] (search) throws(StoreError) in
            try layout.replace(old.credential, with: rotated, search, place: location)
        }
    }

    package func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        try await change { [self] (search) throws(StoreError) in
            try layout.erase(entry.credential, search, place: location)
        }
    }

    private func change(
        _ body: @escaping @Sendable (ForeignKeyring.Search) throws(StoreError) -> LegacySourceError?
    ) async throws(LegacySourceError) {
        let obstacle: LegacySourceError?
        do throws(StoreError) {
            obstacle = try await keyring.perform("write", body)
        } catch {
            throw sourceError(error, otherwise: .writeFailed)
        }
        if let obstacle { throw obstacle }
    }

    private func sourceError(
        _ error: StoreError,
        otherwise reason: LegacySourceError.Reason
    ) -> LegacySourceError {
        var fault = LegacySourceError(
            error.code == .locked ? .locked : reason,
            place: location,
            detail: error.description
        )
        // Proven at first contact: there is no keyring on this machine that could hold a newer login than the next place.
        fault.hidesNothing = [.noBus, .noProvider].contains(error.code)
        return fault
    }
}
