import Testing

@testable import CarryoverCore

struct HTTPFieldsTests {
    @Test("names are compared without regard to case, and the last of several counts")
    func names() {
        var fields: HTTPFields = ["Set-Cookie": "a=1", "set-cookie": "b=2", "ETag": "x"]
        #expect(fields["SET-COOKIE"] == "b=2")
        #expect(fields.all("Set-Cookie") == ["a=1", "b=2"])
        #expect(fields["Etags"] == nil)
        fields["etag"] = "y"
        #expect(fields.all("ETag") == ["y"])
        fields["Set-Cookie"] = nil
        #expect(fields.map(\.name) == ["etag"])
    }

    @Test("no textual form shows a value")
    func hides() {
        let fields: HTTPFields = ["st-access-token": "canary"]
        let response = HTTPResponse(status: 200, fields: fields, body: Secret("canary"))
        var dumped = ""
        dump(response, to: &dumped)
        dump(fields, to: &dumped)
        for text in [
            "\(fields)", String(reflecting: fields), "\(response)", String(reflecting: [response]), dumped,
        ] {
            #expect(!text.contains("canary"))
        }
    }
}
