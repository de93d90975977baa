package import Foundation

/// One request, as a mock server sees it.
package struct Call: Sendable {
    /// The method in upper case.
    package var method: String
    /// The path without the query.
    package var path: String
    /// The query; of two equal names the later wins.
    package var query: [String: String] = [:]
    /// The header fields.
    package var headers = HeaderFields()
    /// The whole body.
    package var body = Data()

    /// Creates a request.
    package init(method: String, path: String) {
        self.method = method
        self.path = path
    }

    /// The body as JSON, if it is JSON.
    package var json: JSONValue? {
        body.isEmpty ? nil : JSONValue(parsing: body)
    }

    /// The body's fields, be it a form or a JSON object; values that are no strings are left out.
    package var fields: [String: String] {
        let contentType = headers["content-type"]?.lowercased() ?? ""
        if contentType.hasPrefix("application/x-www-form-urlencoded") {
            return FormFields.parse(String(decoding: body, as: UTF8.self))
        }
        return json?.object?.compactMapValues(\.string) ?? [:]
    }

    /// The cookies, percent-decoded.
    package var cookies: [String: String] {
        var cookies: [String: String] = [:]
        for line in headers.values(of: "cookie") {
            for pair in line.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let name = parts[0].trimmingCharacters(in: .whitespaces)
                cookies[name] = String(parts[1]).removingPercentEncoding ?? String(parts[1])
            }
        }
        return cookies
    }
}
