import CCarryover
import Carryover

/// The credentials for a request, as a C app holds them until it knows the answer: JSON, with all that is needed then.
struct AuthorizationText {
    /// The method as the app spells it, which need not be one that the library sends itself.
    let method: String
    let authorization: RequestAuthorization

    /// - Throws: ``Fault`` where the credentials are good for one method only, and nobody can say for which.
    init(_ authorization: RequestAuthorization, method: String) throws(Fault) {
        if case .dpop = authorization.request.authorization, HTTPRequest.Method(rawValue: method) == nil {
            throw .invalidArgument("method is none that a proof can be made for")
        }
        self.method = method
        self.authorization = authorization
    }

    /// Reads what ``secret`` wrote.
    ///
    /// - Throws: ``Fault`` where it is anything else.
    init(reading text: Secret) throws(Fault) {
        guard let request = (try? JSONValue(parsing: text))?.object?["request"]?.object,
            let method = request["method"]?.string,
            let url = request["url"]?.string,
            let token = request["token"]?.string,
            let attempt = request["attempt"]?.integer.flatMap({ RequestAttempt(rawValue: Int($0)) }),
            let epoch = request["epoch"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let isStored = request["is_stored"]?.bool
        else { throw .invalidArgument("authorization is not what carryover_authorize gave") }
        self.method = method
        authorization = RequestAuthorization(
            request: try Self.request(method, url),
            token: Fingerprint(hex: token),
            attempt: attempt,
            tenure: SessionTenure(epoch: epoch, isStored: isStored)
        )
    }

    /// A request that is about to be sent by the app.
    ///
    /// - Throws: ``Fault`` with the argument's name in it.
    static func request(_ method: String, _ url: String) throws(Fault) -> HTTPRequest {
        guard (1...32).contains(method.utf8.count), method.utf8.allSatisfy(isTokenCharacter) else {
            throw .invalidArgument("method is not one of HTTP")
        }
        guard let endpoint = try? Endpoint(url) else {
            throw .invalidArgument("url is not one that a token is sent to")
        }
        // Only a proof is about the method.
        return HTTPRequest(HTTPRequest.Method(rawValue: method) ?? .get, endpoint)
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    var secret: Secret {
        var fields = JSONObject()
        for field in authorization.fields {
            // A request has one Cookie field (RFC 6265 §5.4); others are lists, if they may come twice.
            let separator = field.name == "Cookie" ? "; " : ", "
            let earlier = fields[field.name]?.string.map { $0 + separator } ?? ""
            fields[field.name] = .string(earlier + field.value.exposed)
        }
        let text: JSONValue = [
            "fields": .object(fields),
            "request": [
                "method": .string(method),
                "url": .string(authorization.request.endpoint.url),
                "token": .string(authorization.token.hex),
                "attempt": .integer(authorization.attempt.rawValue),
                "epoch": .integer(Int(clamping: authorization.tenure.epoch)),
                "is_stored": .bool(authorization.tenure.isStored),
            ],
        ]
        return Secret(bytes: text.serialized)
    }
}
