import FlyingFox

extension HTTPResponse {
    /// Turns a mock server's answer into the HTTP server's response.
    init(_ answer: Answer, body: HTTPBodySequence) {
        var headers = HTTPHeaders()
        for field in answer.headers.fields {
            headers.addValue(field.value, for: HTTPHeader(field.name))
        }
        self.init(
            statusCode: HTTPStatusCode(answer.status, phrase: StatusPhrase.of(answer.status)),
            headers: headers,
            body: body
        )
    }
}
