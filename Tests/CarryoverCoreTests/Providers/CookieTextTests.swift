import Testing

@testable import CarryoverCore

struct CookieTextTests {
    struct Case: Sendable {
        let fields: [String]
        let value: String?
    }

    static let cases = [
        Case(fields: ["t=abc; Path=/; HttpOnly"], value: "abc"),
        Case(fields: ["t=abc"], value: "abc"),
        Case(fields: [" t = a b ; Path=/"], value: "a b"),
        Case(fields: ["t=a%2Fb%3d%2B+c; Secure"], value: "a/b=++c"),
        Case(fields: ["t=a=b==; Path=/"], value: "a=b=="),
        Case(fields: ["t=100%"], value: "100%"), Case(fields: ["t=%zz%4"], value: "%zz%4"),
        Case(fields: ["t=old", "t=new"], value: "new"),
        Case(fields: ["t=old", "t=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], value: nil),
        Case(fields: ["tt=x", "T=y", "xt=z"], value: nil), Case(fields: ["t", "", ";", "=x"], value: nil),
        Case(fields: [], value: nil), Case(fields: ["a=1; t=2"], value: nil),
    ]

    @Test("the value of a cookie is read", arguments: cases)
    func reads(_ row: Case) {
        #expect(CookieText.value(of: "t", in: row.fields) == row.value)
    }

    @Test("what is encoded comes back")
    func roundTrip() {
        let token = "aZ09+/=.V2;,\" é"
        #expect(CookieText.value(of: "t", in: ["t=\(CookieText.encode(token))"]) == token)
        #expect(!CookieText.encode(token).contains(";"))
    }
}
