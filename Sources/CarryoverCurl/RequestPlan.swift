import CarryoverCore

/// A request as it goes over the wire: checked, and written out as late as possible.
///
/// What is secret in it is in buffers that are overwritten when the plan goes.
struct RequestPlan {
    let method: HTTPRequest.Method
    let url: String
    let userAgent: String
    /// The header lines in libcurl's notation, each with a zero at its end.
    let lines: WipedBytes
    /// The body; empty for a method that announces one although there is none.
    let body: WipedBytes?
    /// Whether no proxy is asked, wherever the environment names one: what goes to this machine stays in it.
    let avoidsProxy: Bool

    /// Whether the request may be sent a second time without asking (RFC 9110 §9.2.2).
    var isIdempotent: Bool { method != .post && method != .patch }

    /// Checks a request and writes it out.
    ///
    /// - Throws: ``TransferFailure`` with the code ``TransportError/Code/invalidRequest``; nothing was sent.
    init(_ request: HTTPRequest, userAgent: String) throws(TransferFailure) {
        guard FieldSyntax.isValue(WipedBytes(userAgent)) else {
            throw Self.refused("the user agent has a control character")
        }
        guard request.method != .head || request.body == nil else { throw Self.refused("HEAD has no body") }
        method = request.method
        url = request.endpoint.url
        self.userAgent = userAgent
        avoidsProxy = request.endpoint.origin.isLoopback
        lines = try Self.lines(of: request)
        body = Self.body(of: request)
    }

    private static func body(of request: HTTPRequest) -> WipedBytes? {
        if let body = request.body { return WipedBytes(body) }
        return [.post, .put, .patch].contains(request.method) ? WipedBytes() : nil
    }

    private static func lines(of request: HTTPRequest) throws(TransferFailure) -> WipedBytes {
        let lines = WipedBytes(capacity: 1024)
        for field in request.fields { try append(field.name, WipedBytes(field.value), to: lines) }
        for field in request.secretFields { try append(field.name, WipedBytes(field.value), to: lines) }
        if let authorization = request.authorization {
            guard !has("authorization", request) else {
                throw refused("there are two Authorization fields")
            }
            try append("Authorization", credentials(authorization), to: lines)
        }
        // A name without a value keeps libcurl from adding the field by itself.
        if !has("accept", request) { lines.append("Accept:\0") }
        if !has("content-type", request) { lines.append("Content-Type:\0") }
        if !has("expect", request) { lines.append("Expect:\0") }
        return lines
    }

    private static func has(_ lowercasedName: StaticString, _ request: HTTPRequest) -> Bool {
        request.fields.contains { FieldSyntax.isSame($0.name, lowercasedName) }
            || request.secretFields.contains { FieldSyntax.isSame($0.name, lowercasedName) }
    }

    private static func append(
        _ name: String,
        _ value: WipedBytes,
        to lines: WipedBytes
    ) throws(TransferFailure) {
        guard FieldSyntax.isName(name.utf8) else { throw refused("a field has no valid name") }
        guard !FieldSyntax.isReserved(name) else {
            throw refused("the field \(name) is the transport's own")
        }
        guard FieldSyntax.isValue(value) else { throw refused("the field \(name) has a control character") }
        lines.append(name)
        if FieldSyntax.isBlank(value) {
            // libcurl's notation of an empty value; with a colon the field would be left out.
            lines.append(";")
        } else {
            lines.append(": ")
            lines.append(value)
        }
        lines.append(0)
    }

    private static func credentials(
        _ authorization: HTTPAuthorization
    ) throws(TransferFailure) -> WipedBytes {
        switch authorization {
        case .bearer(let token): return try credentials("Bearer ", token)
        case .dpop(let token): return try credentials("DPoP ", token)
        case .basic(let user, let password):
            // RFC 7617 §2: the first colon ends the user.
            guard !user.utf8.contains(UInt8(ascii: ":")) else { throw refused("the user has a colon in it") }
            let pair = WipedBytes(user + ":")
            pair.append(password)
            let value = WipedBytes("Basic ")
            value.appendBase64(pair)
            return value
        }
    }

    private static func credentials(_ scheme: String, _ token: Secret) throws(TransferFailure) -> WipedBytes {
        guard !token.isEmpty else { throw refused("the token is empty") }
        let value = WipedBytes(scheme)
        value.append(token)
        return value
    }

    private static func refused(_ detail: String) -> TransferFailure {
        TransferFailure(.invalidRequest, detail)
    }
}
