/// A Descope project: where it is asked, and how a request names it.
package struct DescopeProject: Sendable {
    /// What is wrong with the description of a project.
    package enum Invalid: Error, Sendable, Equatable {
        case id, baseURL
    }

    package let id: String
    package let baseURL: Endpoint

    /// - Parameters:
    ///   - id: The project's identifier.
    ///   - baseURL: A custom domain; where there is none, the host follows from the identifier.
    package init(id: String, baseURL: Endpoint? = nil) throws(Invalid) {
        guard (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ Self.isIdentifierByte($0) }) else {
            throw .id
        }
        self.id = id
        do {
            self.baseURL = try baseURL ?? Endpoint("https://\(Self.host(of: id))")
        } catch {
            throw .id
        }
    }

    /// A project outside the first region has its region in the second to fifth characters of a longer identifier.
    static func host(of id: String) -> String {
        guard id.utf8.count >= 32 else { return "api.descope.com" }
        return "api.\(id.dropFirst().prefix(4).lowercased()).descope.com"
    }

    /// The endpoint at a path below the project's host.
    package func endpoint(_ path: String) throws(Invalid) -> Endpoint {
        do { return try baseURL.appending(path) } catch { throw .baseURL }
    }

    /// A request with a JSON body.
    ///
    /// The bearer token is the project alone, or the project and a credential after a colon.
    package func request(_ endpoint: Endpoint, _ credential: Secret?, body: JSONObject = [:]) -> HTTPRequest {
        var request = question(endpoint, credential)
        request.method = .post
        request.fields["Content-Type"] = "application/json"
        request.body = Secret(bytes: JSONValue.object(body).serialized)
        return request
    }

    /// A request without a body, which changes nothing.
    package func question(_ endpoint: Endpoint, _ credential: Secret?) -> HTTPRequest {
        HTTPRequest(
            .get,
            endpoint,
            fields: ["Accept": "application/json", "x-descope-project-id": id],
            authorization: .bearer(bearer(credential))
        )
    }

    private func bearer(_ credential: Secret?) -> Secret {
        guard let credential else { return Secret(id) }
        var bytes = Array("\(id):".utf8)
        defer { bytes.wipe() }
        credential.withBytes { bytes.append(contentsOf: $0) }
        return Secret(bytes: bytes)
    }

    /// Whether an issuer is this project, which stands bare or in a URL's path, there perhaps before one more segment.
    func issued(_ issuer: String) -> Bool {
        issuer.split(separator: "/").suffix(2).contains { $0 == id }
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
