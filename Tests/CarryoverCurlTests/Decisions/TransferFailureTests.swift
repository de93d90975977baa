import CCarryoverCurl
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Reading libcurl's codes")
struct TransferFailureTests {
    struct Row: CustomTestStringConvertible {
        let code: CURLcode
        let before: TransportError.Code
        let after: TransportError.Code
        var testDescription: String { "CURLcode \(code.rawValue)" }
    }

    static let rows = [
        Row(code: CURLE_UNSUPPORTED_PROTOCOL, before: .unavailable, after: .malformedResponse),
        Row(code: CURLE_FAILED_INIT, before: .unavailable, after: .unavailable),
        Row(code: CURLE_URL_MALFORMAT, before: .invalidRequest, after: .invalidRequest),
        Row(code: CURLE_COULDNT_RESOLVE_PROXY, before: .unresolved, after: .unresolved),
        Row(code: CURLE_COULDNT_RESOLVE_HOST, before: .unresolved, after: .unresolved),
        Row(code: CURLE_COULDNT_CONNECT, before: .unreachable, after: .unreachable),
        Row(code: CURLE_PROXY, before: .unreachable, after: .unreachable),
        Row(code: CURLE_WEIRD_SERVER_REPLY, before: .malformedResponse, after: .malformedResponse),
        Row(code: CURLE_BAD_CONTENT_ENCODING, before: .malformedResponse, after: .malformedResponse),
        Row(code: CURLE_HTTP2, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_HTTP2_STREAM, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_PARTIAL_FILE, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_OUT_OF_MEMORY, before: .unavailable, after: .responseTooLarge),
        Row(code: CURLE_FILESIZE_EXCEEDED, before: .responseTooLarge, after: .responseTooLarge),
        Row(code: CURLE_OPERATION_TIMEDOUT, before: .unreachable, after: .timedOut),
        Row(code: CURLE_SSL_CONNECT_ERROR, before: .tls, after: .tls),
        Row(code: CURLE_PEER_FAILED_VERIFICATION, before: .tls, after: .tls),
        Row(code: CURLE_SSL_CACERT_BADFILE, before: .tls, after: .tls),
        Row(code: CURLE_SSL_ISSUER_ERROR, before: .tls, after: .tls),
        Row(code: CURLE_SSL_CLIENTCERT, before: .tls, after: .tls),
        Row(code: CURLE_GOT_NOTHING, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_SEND_ERROR, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_RECV_ERROR, before: .unreachable, after: .connectionLost),
        Row(code: CURLE_UNKNOWN_OPTION, before: .unavailable, after: .unavailable),
        Row(code: CURLE_QUIC_CONNECT_ERROR, before: .unreachable, after: .connectionLost),
    ]

    @Test("a code means one thing before the request began and another after it", arguments: rows)
    func table(row: Row) {
        for (began, expected) in [(false, row.before), (true, row.after)] {
            let failure = TransferFailure(
                curlCode: row.code.rawValue,
                requestBegan: began,
                interruption: nil,
                detail: "words"
            )
            #expect(failure == TransferFailure(expected, "words", mayHaveArrived: began))
        }
    }

    @Test(
        "what this side broke off is named after its reason",
        arguments: [
            (Interruption.tooLarge, TransportError.Code.responseTooLarge),
            (.malformed, .malformedResponse),
            (.repeatRefused, .connectionLost),
        ]
    )
    func interruption(interruption: Interruption, expected: TransportError.Code) {
        for code in [CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK] {
            let failure = TransferFailure(
                curlCode: code.rawValue,
                requestBegan: true,
                interruption: interruption,
                detail: "words"
            )
            #expect(failure == TransferFailure(expected, interruption.rawValue, mayHaveArrived: true))
        }
    }

    @Test("no code at all is read as success, or as anything but a known failure")
    func total() {
        let known: Set<TransportError.Code> = [
            .unresolved, .unreachable, .tls, .timedOut, .connectionLost, .responseTooLarge,
            .malformedResponse,
            .invalidRequest, .unavailable,
        ]
        for code in UInt32(0)..<200 {
            for began in [false, true] {
                let failure = TransferFailure(
                    curlCode: code,
                    requestBegan: began,
                    interruption: nil,
                    detail: ""
                )
                #expect(known.contains(failure.code))
                #expect(failure.mayHaveArrived == began)
            }
        }
    }
}
