import CarryoverCore

/// Items that hold a bare token each: access tokens, refresh tokens, or one of both that belong together.
struct KeyringTokens: KeyringLayout {
    let access: KeyringQuery?
    let refresh: KeyringQuery?

    var text: String { [access, refresh].compactMap { $0?.text }.joined(separator: "; ") }
    var maskedText: String { [access, refresh].compactMap { $0?.maskedText }.joined(separator: "; ") }

    var isWritable: Bool { access?.isCut != true && refresh?.isCut != true }

    func find(_ search: ForeignKeyring.Search, place: String) throws(StoreError) -> LegacyFinding {
        var finding = LegacyFinding()
        let accessTokens = try tokens(access, search, place, &finding)
        let refreshTokens = try tokens(refresh, search, place, &finding)
        let credentials: [LegacyCredential]
        if access != nil, refresh != nil {
            guard finding.malformed.isEmpty, accessTokens.count <= 1, refreshTokens.count <= 1 else {
                if finding.malformed.isEmpty {
                    let detail = "which refresh token goes with which access token is not known"
                    finding.malformed.append(LegacySourceError(.malformed, place: place, detail: detail))
                }
                return finding
            }
            credentials = [
                LegacyCredential(accessToken: accessTokens.first, refreshToken: refreshTokens.first)
            ]
        } else {
            credentials =
                accessTokens.map { LegacyCredential(accessToken: $0) }
                + refreshTokens.map { LegacyCredential(refreshToken: $0) }
        }
        finding.entries = credentials.filter { $0.accessToken != nil || $0.refreshToken != nil }
            .map { LegacyEntry(credential: $0, place: place) }
        return finding
    }

    func replace(
        _ old: LegacyCredential,
        with rotated: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError? {
        if !isWritable { return .inPieces(place) }
        // After a crash in between, the new refresh token stands beside the old access token: both are good.
        for (query, old, new) in [
            (refresh, old.refreshToken, rotated.refreshToken), (access, old.accessToken, rotated.accessToken),
        ] {
            guard let query, let old, let new else { continue }
            let items = try items(of: old, query, search)
            guard !items.isEmpty else { return .holdsAnother(place) }
            for item in items { try item.replace(with: new) }
        }
        return nil
    }

    func erase(
        _ credential: LegacyCredential,
        _ search: ForeignKeyring.Search,
        place: String
    ) throws(StoreError) -> LegacySourceError? {
        for (query, token) in [(access, credential.accessToken), (refresh, credential.refreshToken)] {
            guard let query, let token else { continue }
            for item in try items(of: token, query, search) { try item.remove() }
        }
        return nil
    }

    /// The items that hold a token, in order: without the first one, what is left of a token in pieces is no
    /// token.
    private func items(
        of token: Secret,
        _ query: KeyringQuery,
        _ search: ForeignKeyring.Search
    ) throws(StoreError) -> [any ForeignKeyringItem] {
        guard case .success(let values) = try query.values(search) else { return [] }
        return values.filter { Self.bareToken($0.content) == token }.flatMap(\.items)
    }

    private func tokens(
        _ query: KeyringQuery?,
        _ search: ForeignKeyring.Search,
        _ place: String,
        _ finding: inout LegacyFinding
    ) throws(StoreError) -> [Secret] {
        guard let query else { return [] }
        switch try query.values(search) {
        case .failure(let fault):
            finding.malformed.append(LegacySourceError(.malformed, place: place, detail: fault.detail))
            return []
        case .success(let values):
            let tokens = values.filter { !$0.content.isEmpty }.map { Self.bareToken($0.content) }
            finding.malformed += tokens.filter { $0 == nil }.map { _ in
                LegacySourceError(.malformed, place: place, detail: "what it holds is not a bare token")
            }
            return tokens.compactMap(\.self)
        }
    }

    /// A token without the white space that a shell leaves at its end, or `nil` where it is something else:
    /// JSON, words, or bytes that must not get into a request.
    static func bareToken(_ content: Secret) -> Secret? {
        unsafe content.withBytes { bytes in
            let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard let first = unsafe bytes.firstIndex(where: { !isSpace($0) }),
                let last = unsafe bytes.lastIndex(where: { !isSpace($0) }),
                unsafe bytes[first...last].allSatisfy({ (0x21...0x7E).contains($0) }),
                unsafe !"{[\"".utf8.contains(bytes[first])
            else { return nil }
            return unsafe Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[first...last]))
        }
    }
}
