import CarryoverCore

extension TransferFailure {
    /// Reads the result of a transfer.
    ///
    /// libcurl reports the same code for a connection that never came about and for one that was lost in the
    /// middle of an answer; what tells them apart is whether the request had begun. From then on the server
    /// may have acted on it, whatever the code.
    ///
    /// - Parameters:
    ///   - curlCode: The `CURLcode`, by number: https://curl.se/libcurl/c/libcurl-errors.html
    ///   - requestBegan: Whether the first byte of the request may have left.
    ///   - interruption: Why this side broke the transfer off, where it did.
    ///   - detail: libcurl's own words.
    init(curlCode: UInt32, requestBegan: Bool, interruption: Interruption?, detail: String) {
        let code: TransportError.Code
        switch interruption {
        case .tooLarge: code = .responseTooLarge
        case .malformed: code = .malformedResponse
        case .repeatRefused: code = .connectionLost
        case nil: code = Self.code(for: curlCode, requestBegan: requestBegan)
        }
        self.init(code, interruption?.rawValue ?? detail, mayHaveArrived: requestBegan)
    }

    private static func code(for curlCode: UInt32, requestBegan: Bool) -> TransportError.Code {
        switch curlCode {
        // Couldn't resolve proxy, host.
        case 5, 6: .unresolved
        // Couldn't connect; proxy handshake.
        case 7, 97: .unreachable
        // Connect, engine, certificate, cipher, verification, CA file, CRL, issuer, pin, OCSP, client
        // certificate.
        case 35, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98: .tls
        // A timeout of the connection is no news about the server; one of the request is.
        case 28: requestBegan ? .timedOut : .unreachable
        // File size exceeded; a buffer of libcurl would have been.
        case 63, 100: .responseTooLarge
        // A header line longer than libcurl's own limit is "out of memory" in older versions.
        case 27: requestBegan ? .responseTooLarge : .unavailable
        // HTTP/0.9 has no protocol to speak of.
        case 1: requestBegan ? .malformedResponse : .unavailable
        // Weird server reply; bad content encoding.
        case 8, 61: .malformedResponse
        // URL malformat.
        case 3: .invalidRequest
        // Failed init, not built in, function not found, bad argument, unknown option, option syntax,
        // recursive call.
        case 2, 4, 41, 43, 48, 49, 93: .unavailable
        // Partial file, got nothing, send error, receive error, HTTP/2 framing and stream errors, all others.
        default: requestBegan ? .connectionLost : .unreachable
        }
    }
}
