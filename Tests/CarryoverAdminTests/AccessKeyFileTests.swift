import CarryoverCore
import Testing

@testable import CarryoverAdmin

struct AccessKeyFileTests {
    private func wire(_ text: String) throws -> [String] {
        try AccessKeyFile.entries(in: Secret(text)).map(\.wire.text)
    }

    @Test("an array and a table say the same")
    func bothForms() throws {
        let json =
            #"[{"name":"ci","cleartext":"key-1","expireTime":1800000000,"roleNames":["admin","dev"]},"#
            + #"{"name":"bot, the","cleartext":"key \"2\"","description":null,"customClaims":{"plan":"pro"}}]"#
        let csv = [
            "\u{FEFF}name,cleartext,expireTime,roleNames,customClaims",
            "ci,key-1,1800000000,admin;dev,",
            ##""bot, the","key ""2""",,,"{""plan"":""pro""}""##,
            "", "",
        ].joined(separator: "\r\n")
        let expected = [
            #"{"name":"ci","cleartext":"key-1","expireTime":"1800000000","roleNames":["admin","dev"]}"#,
            #"{"name":"bot, the","cleartext":"key \"2\"","customClaims":{"plan":"pro"}}"#,
        ]
        #expect(try wire(json) == expected)
        #expect(try wire(csv) == expected)
    }

    @Test(
        "a file that is wrong is refused as a whole, with the place and without its content",
        arguments: [
            ("", nil), (" \n", nil), ("[", nil), ("[1]", 1), (#"[{"name":"a"}]"#, 1),
            (#"[{"cleartext":"secret"}]"#, 1), (#"[{"name":"a","cleartext":"secret","naem":1}]"#, 1),
            (#"[{"name":"a","cleartext":"k"},{"name":"b","cleartext":"secret","expireTime":"soon"}]"#, 2),
            (#"[{"name":"a","cleartext":"secret","expireTime":-1}]"#, 1),
            (#"[{"name":"a","cleartext":"secret","roleNames":"admin"}]"#, 1),
            (#"[{"name":"a","cleartext":"secret","customClaims":[]}]"#, 1),
            ("name,cleartext\na", 1), ("name,name\na,b", nil), ("name,cleartext\n\"a", nil),
            ("name,cleartext\n\"a\"b,secret", nil), ("name,cleartext,keyTenants\na,secret,{", 1),
            ("name,secret\na,b", 1),
        ] as [(String, Int?)]
    )
    func wrongFiles(text: String, number: Int?) {
        let error = #expect(throws: AccessKeyFileError.self) { try wire(text) }
        #expect(error?.number == number)
        #expect(error?.description.contains("key-") == false)
    }

    @Test("a table without rows holds no keys, and cells may hold line breaks")
    func edges() throws {
        #expect(try wire("name,cleartext\n").isEmpty)
        #expect(try wire("cleartext,name\n\"a\nb\",c").first == #"{"name":"c","cleartext":"a\nb"}"#)
    }

    @Test("blanks around cells and around the items of a list are nobody's, and an empty item is none")
    func blanks() throws {
        let csv = [
            "name , cleartext,\troleNames, permittedIps , customClaims ",
            "ci, sk_1,admin; viewer ;;, 10.0.0.0/8 ;\t10.1.0.0/16, {} ",
            #" the bot ,\#t"sk_2 ", ; ,"10.0.0.0/8; ", "{""a"":"" b ""}" "#,
            "  ",
        ].joined(separator: "\r\n")
        #expect(
            try wire(csv) == [
                #"{"name":"ci","cleartext":"sk_1","roleNames":["admin","viewer"],"customClaims":{},"#
                    + #""permittedIps":["10.0.0.0/8","10.1.0.0/16"]}"#,
                #"{"name":"the bot","cleartext":"sk_2","roleNames":[],"customClaims":{"a":" b "},"#
                    + #""permittedIps":["10.0.0.0/8"]}"#,
            ]
        )
        let json = #"[{"name":" ci","cleartext":" sk_1"}]"#
        #expect(try wire(json) == [#"{"name":" ci","cleartext":" sk_1"}"#])
        #expect(throws: AccessKeyFileError.self) { try wire("name,cleartext\nci,\" \"") }
    }

    @Test("no text of an entry shows the key")
    func secrecy() throws {
        let entries = try AccessKeyFile.entries(in: Secret(#"[{"name":"ci","cleartext":"top-secret"}]"#))
        var dumped = ""
        dump(entries, to: &dumped)
        #expect(!"\(entries)".contains("top-secret") && !dumped.contains("top-secret"))
    }
}
