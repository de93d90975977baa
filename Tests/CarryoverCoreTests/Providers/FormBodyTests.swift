import Testing

@testable import CarryoverCore

struct FormBodyTests {
    static let texts = [
        ("abc-._*", "abc-._*"), ("a b", "a+b"), ("a+b", "a%2Bb"), ("a&b=c", "a%26b%3Dc"), ("100%", "100%25"),
        ("é", "%C3%A9"), ("😀", "%F0%9F%98%80"), ("~", "%7E"), ("\r\n", "%0D%0A"), ("", ""),
        ("/:;,'\"", "%2F%3A%3B%2C%27%22"),
    ]

    @Test("a text is encoded as forms are", arguments: texts)
    func encodes(_ row: (plain: String, encoded: String)) {
        #expect(FormBody.encode(row.plain) == row.encoded)
        #expect(FormBody.encode(Secret(row.plain)).exposed == row.encoded)
    }

    @Test("a body joins its members in order, and is empty after it was taken")
    func joins() {
        var body = FormBody()
        body.append("grant type", Secret("a&b"))
        body.append("empty", Secret(""))
        body.append("token", Secret("x=y"))
        let first = body.secret.exposed
        let second = body.secret
        #expect(first == "grant+type=a%26b&empty=&token=x%3Dy")
        #expect(second.isEmpty)
    }

    static let clients: [(OAuthClient, HTTPAuthorization?, String)] = [
        (
            OAuthClient(id: "a b", secret: Secret("s:1"), authentication: .basic),
            .basic(user: "a+b", password: Secret("s%3A1")), "token=t"
        ),
        (
            OAuthClient(id: "a b", secret: Secret("s:1"), authentication: .post), nil,
            "token=t&client_id=a+b&client_secret=s%3A1"
        ),
        (OAuthClient(id: "a b", secret: nil, authentication: .none), nil, "token=t&client_id=a+b"),
        (OAuthClient(id: "a b", secret: Secret("s"), authentication: .none), nil, "token=t&client_id=a+b"),
        (OAuthClient(id: "a b", secret: nil, authentication: .basic), nil, "token=t&client_id=a+b"),
        (OAuthClient(id: nil, secret: nil), nil, "token=t"),
    ]

    @Test("a client proves itself in the one way that is configured", arguments: clients)
    func client(_ row: (client: OAuthClient, authorization: HTTPAuthorization?, body: String)) {
        let request = row.client.request(Bench.endpoint("https://a.b/token"), [("token", Secret("t"))])
        #expect(request.authorization == row.authorization)
        #expect(request.body?.exposed == row.body)
        #expect(request.method == .post)
        #expect(request.fields["content-type"] == "application/x-www-form-urlencoded")
    }
}
