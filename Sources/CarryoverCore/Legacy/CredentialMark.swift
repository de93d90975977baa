/// The fingerprints by which a legacy credential is recognised later, without keeping the credential.
package struct CredentialMark: Sendable, Hashable {
    package var access: Fingerprint?
    package var refresh: Fingerprint?

    package init(access: Fingerprint?, refresh: Fingerprint?) {
        self.access = access
        self.refresh = refresh
    }

    /// Whether another mark is of the very same login: one token in common is enough, since each belongs to one only.
    package func overlaps(_ other: CredentialMark) -> Bool {
        (access != nil && access == other.access) || (refresh != nil && refresh == other.refresh)
    }

    /// Whether another mark has every token of this one.
    package func isPart(of other: CredentialMark) -> Bool {
        overlaps(other) && (access == nil || access == other.access)
            && (refresh == nil || refresh == other.refresh)
    }
}

extension CredentialMark {
    package var json: JSONValue {
        ["access": .optional(access?.hex), "refresh": .optional(refresh?.hex)]
    }

    package init?(json: JSONValue?) {
        guard let object = json?.object else { return nil }
        self.init(
            access: object["access"]?.string.map { Fingerprint(hex: $0) },
            refresh: object["refresh"]?.string.map { Fingerprint(hex: $0) }
        )
    }
}
