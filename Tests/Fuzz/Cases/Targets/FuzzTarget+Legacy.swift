import FoundationEssentials

@testable import CarryoverCore

extension FuzzTarget {
    /// What other programs have left: formats, expiries, and the encodings of browser engines.
    static let legacy: [FuzzTarget] =
        formats.map(legacy) + [legacyExpiry, chromiumRow, webKitOrigin, webOrigin, keyring]

    private static let formats: [any LegacyFormat] = [
        LegacyTokenPointers(), Auth0SPAFormat(), AppAuthFormat(), MSALFormat(), OktaFormat(),
        LegacyRecordFormat.oidcClient, LegacyRecordFormat.supabase, LegacyRecordFormat.firebase,
        LegacyRecordFormat.authlib, LegacyRecordFormat.goOAuth2,
    ]

    /// A document of one format: its tokens can be sent, an erased login is gone, and a rotated one is there.
    private static func legacy(_ format: any LegacyFormat) -> FuzzTarget {
        FuzzTarget("legacy-\(format.kind)") { bytes in
            func read(_ content: Secret) -> LegacyTokenDocument? {
                try? LegacyTokenDocument(content, format: format)
            }
            guard let document = read(Secret(bytes: bytes)) else { return }
            for credential in document.logins.map(\.credential) {
                for token in [credential.accessToken, credential.refreshToken, credential.idToken] {
                    precondition(token?.exposed.utf8.allSatisfy { (0x20...0x7E).contains($0) } ?? true)
                }
                switch try? document.erasing(credential) {
                case nil, .nothing: break
                case .unchanged: preconditionFailure("a login that was read was not found")
                case .changed(let rest):
                    guard let rest = read(rest) else { preconditionFailure("what is left cannot be read") }
                    let isLeft = rest.logins.contains { $0.credential.mark.overlaps(credential.mark) }
                    precondition(!isLeft, "a token is left")
                }
                let rotated = LegacyCredential(
                    accessToken: credential.accessToken.map { _ in Secret("rotated-access") },
                    refreshToken: credential.refreshToken.map { _ in Secret("rotated-refresh") },
                    expiresAt: .init(timeIntervalSince1970: 4_000_000_000)
                )
                guard let written = try? document.replacing(credential, with: rotated) else { continue }
                guard let again = read(written) else {
                    preconditionFailure("what was written cannot be read")
                }
                // Without a refresh token nobody gets a new access token; and of several that are left, another one may be
                // the latest.
                guard credential.refreshToken != nil else { continue }
                let isThere = again.logins.contains { $0.credential.mark.overlaps(rotated.mark) }
                precondition(isThere, "the rotated login is not there")
            }
        }
    }

    /// An expiry: what is written in the manner of another one is read as the same second.
    private static let legacyExpiry = FuzzTarget("legacy-expiry") { bytes in
        guard let value = try? JSONValue(parsing: bytes) else { return }
        _ = LegacyExpiry.lifetime(value)
        guard let date = LegacyExpiry.date(value), let written = LegacyExpiry.value(date, like: value) else {
            return
        }
        guard let again = LegacyExpiry.date(written) else {
            preconditionFailure("what was written cannot be read")
        }
        precondition(abs(again.timeIntervalSince(date)) <= 1, "it became another time")
    }

    /// A row of Chromium's storage, name and value parted by the first line feed.
    private static let chromiumRow = FuzzTarget("legacy-chromium-row") { bytes in
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
        let item = ChromiumRow.item(name: bytes[..<end], value: bytes[end...].dropFirst())
        // No encoding makes more than two bytes of one.
        precondition(
            item.key.utf8.count + (item.value?.count ?? 0) <= 2 * bytes.count,
            "something was made up"
        )
    }

    /// WebKitGTK's note of an origin: two that are one, or none.
    private static let webKitOrigin = FuzzTarget("legacy-webkit-origin") { bytes in
        guard let origin = WebKitOriginFile.origin(bytes) else { return }
        precondition(WebOrigin(origin.text) == origin, "an origin is not what it says")
    }

    /// An origin as people write it: what is read is written, and read again as the same.
    private static let webOrigin = FuzzTarget("legacy-origin") { bytes in
        guard let origin = WebOrigin(String(decoding: bytes, as: UTF8.self)) else { return }
        precondition(WebOrigin(origin.text) == origin, "an origin is not what it says")
        precondition(!WebKitFileName.name(of: origin).contains("/"), "a file would be looked for elsewhere")
        precondition(!ChromiumRow.prefix(of: origin).dropLast().contains(0), "another origin would be read")
    }
}
