/// Inputs of the kinds that brought down parsers like these, here or elsewhere.
enum KnownCrashers {
    static func inputs(of target: String) -> [[UInt8]] {
        (texts[target] ?? []).map { Array($0.utf8) } + (bytes[target] ?? [])
            + (legacyTexts[target] ?? []).map { Array($0.utf8) } + (legacyBytes[target] ?? [])
            + (documents[target].map(documents(like:)) ?? [])
    }

    static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    private static let texts: [String: [String]] = [
        "json": [
            repeated("[", 100_000), repeated("{\"a\":", 100_000), repeated("[[],", 50_000),
            "1e400", "-1e400", "1e-400", "123456789012345678901234567890", "-0", "-", "0x1", "01", "1.", ".1",
            "1e",
            "NaN", "Infinity", "nul", "tru", "\"", "\"\\", "\"\\u", "\"\\u12", #""\ud800""#,
            #""\udc00\ud800""#,
            #""\u0000""#, "\"\u{1}\"", #"{"a":1,"a":2}"#, "{,}", "[,]", "[1,]", #"{"a"}"#, #"{"a":}"#,
            #"{1:2}"#,
            "\u{FEFF}{}", "{} {}", "{}\0", " ", "", repeated(" ", 10_000),
            "\"" + repeated("\\u0061", 20_000) + "\"",
        ],
        "jwt": [
            "", ".", "..", "...", "a.b", "a.b.c.d", "a..c", ".e30.", "a.e30.c", "a.e30=.c", "a.bnVsbA.c",
            "a.W10.c",
            "a.eyJleHAiOjFlMzA5fQ.c", "a.eyJleHAiOi0xLCJpYXQiOjFlMzA4fQ.c", "a.eyJleHAiOiIxIn0.c",
            "a." + repeated("A", 70_000) + ".c", "a.*.c", "a.\u{E9}.c", repeated("a.", 30_000),
        ],
        "cookies": [
            "", "=", ";", "DS", "DS=", "DS==", "DS=;", "DS=%", "DS=%2", "DS=%zz", "DS=%00", "DS=%ff%fe",
            "DS=a\nDS=",
            "=DS", " DS = a ", "DS=a;DS=b", "DS=\u{E9}", "DS=" + repeated("%41", 20_000),
            repeated(";", 10_000),
            "DS=a;", "DS=\"a;b\"",
        ],
        "front-token": [
            "", "=", "====", "A", "AA=A", "remove", "eyJ1aWQiOm51bGx9", "e30=", "bnVsbA==", "*", "\u{E9}",
            repeated("A", 70_000), "eyJhdGUiOjFlMzA4fQ==", "eyJhdGUiOi0xfQ==",
        ],
        "dates": [
            "", ",", ":", "T", "Z", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT", "Sun, 06 Nov 9999 23:59:59 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994", "Sun, -6 Nov 1994 -8:-49:-37 GMT", "Sun, 06 Nov 1994 ::: GMT",
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-01-01T00:00:00+99:99", "2026-01-01T00:00:00-00:00", "-2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00." + repeated("9", 400) + "Z", "2026-01-01T00:00:00.Z", "2026-01-01",
            "2026-01-01T",
            "99999999999999999999-01-01T00:00:00Z",
        ],
        "retry-after": [
            "", " ", "-1", "-0", "0", "1e309", "1e-400", "nan", "inf", "-inf", "0x10", "1_000", "+5", "5 ",
            "5,5",
            "99999999999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT\nThu, 01 Jan 1970 00:00:00 GMT", "soon\nnever",
        ],
        "answers": [
            "", "\0", "\0\n", "\0:\n", "\0: \n\n{}", "\0{", "\0<html>", "\0" + repeated("[", 50_000),
            "\0{\"access_token\":\"\"}", "\0{\"access_token\":\"a\",\"expires_in\":1e308}",
            "\0{\"access_token\":\"a\",\"expires_in\":\"1e308\"}",
            "\0{\"access_token\":\"a\",\"expires_in\":-1}",
            "\0{\"access_token\":\"a\",\"expires_at\":1e308}",
            "\0{\"session_jwt\":\"a\",\"session\":{\"expires_at\":\"9999-12-31T23:59:59Z\",\"last_accessed_at\":\"0001-01-01T00:00:00Z\"}}",
            "\0{\"sessionJwt\":\"a\",\"sessionExpiration\":1e308}",
            "\0{\"sessionJwt\":\"a\",\"sessionExpiration\":-1}",
            "\0front-token: eyJhdGUiOjFlMTUsInVpZCI6MX0=\nst-access-token: a\n\n{}",
            "\0front-token: eyJhdGUiOi0xZTMwOH0=\nst-access-token: a\n\n{}",
            "\u{2}{\"error\":\"" + repeated("a", 65) + "\"}", "\u{6}Retry-After: 1e309\n\n",
        ],
        "metadata": [
            "{}", #"{"issuer":1}"#,
            #"{"issuer":"https://issuer.example","token_endpoint":"http://evil.example/"}"#,
            #"{"issuer":"https://issuer.example","token_endpoint":"https://a@b/"}"#,
            #"{"issuer":"https://issuer.example","token_endpoint":"https://[::1"}"#,
            #"{"issuer":"https://issuer.example/","token_endpoint":"https://a/"}"#,
            #"{"issuer":"https://issuer.example","token_endpoint":"https://a:99999/"}"#,
        ],
        "csv": [
            "", ",", "\"", "\"\"", "\"\n", "\r", "\r\n\r\n", "a\n\"", "name,cleartext\n\"a\"b,c", "[", "[]",
            "[{}]",
            "\u{FEFF}", "\u{FEFF}name,cleartext\na,b", repeated(",", 20_000), repeated("\"\"", 20_000),
            "name,cleartext,expireTime\na,b,99999999999999999999",
        ],
    ]

    /// What is no text at all.
    private static let bytes: [String: [[UInt8]]] = [
        "json": [
            [0xFF], [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        ],
        "jwt": [[0x2E, 0xFF, 0x2E], [0x61, 0x2E, 0x2F, 0x2F, 0x38, 0x2E, 0x61]],
        "cookies": [[0x44, 0x53, 0x3D, 0xFF], [0x44, 0x53, 0x3D, 0x25, 0xFF, 0xFF]],
        "answers": [[0xFF], [0x00, 0xFF, 0xFE], [0x00, 0x3A, 0x0A, 0x0A, 0xFF]],
        "csv": [[0xEF, 0xBB], [0xEF, 0xBB, 0xBF], [0x22, 0xFF]],
    ]
}
