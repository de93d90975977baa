import Foundation

extension Call {
    /// The bearer token, scheme read without regard to case (RFC 9110 §11.1).
    package var bearerToken: String? {
        guard let value = headers["authorization"] else { return nil }
        let parts = value.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// The client identifier and secret of HTTP Basic, form-decoded (RFC 6749 §2.3.1).
    package var basicCredentials: (id: String, secret: String)? {
        guard let value = headers["authorization"] else { return nil }
        let parts = value.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: String(parts[1]))
        else { return nil }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard pair.count == 2 else { return nil }
        return (FormFields.decode(pair[0]), FormFields.decode(pair[1]))
    }

    /// The client that the request names, by Basic or in the body.
    package var clientID: String? {
        basicCredentials?.id ?? fields["client_id"]
    }
}
