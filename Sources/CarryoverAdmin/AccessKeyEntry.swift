public import CarryoverCore

/// One access key that was issued elsewhere, and what it is to be at Descope.
///
/// The key itself prints as redacted.
public struct AccessKeyEntry: Sendable {
    /// What people know the key by.
    public let name: String
    /// The key itself, as its holders present it.
    public let cleartext: Secret
    /// The other fields of the import call, in its own form.
    package let details: JSONObject

    /// The fields of the import call besides name and key.
    static let detailNames = [
        "expireTime", "description", "userId", "roleNames", "keyTenants", "customClaims", "customAttributes",
        "permittedIps",
    ]

    package init(name: String, cleartext: Secret, details: JSONObject = [:]) {
        self.name = name
        self.cleartext = cleartext
        self.details = details
    }

    /// What progress is noted by.
    var fingerprint: Fingerprint { Fingerprint(of: cleartext) }

    /// Whether an exchange of the key tells if it was imported: one that may not be used from here, or not any more, is
    /// refused all the same.
    func answersFromHere(at now: Int64) -> Bool {
        let end = details["expireTime"]?.integer ?? details["expireTime"]?.string.flatMap { Int64($0) } ?? 0
        return (end == 0 || end > now) && (details["permittedIps"]?.array ?? []).isEmpty
    }

    /// The object of the import call.
    var wire: JSONValue {
        var object: JSONObject = ["name": .string(name), "cleartext": .string(cleartext.exposed)]
        for member in details.members { object[member.name] = member.value }
        return .object(object)
    }
}
