extension KnownCrashers {
    /// What stands where JSON is expected.
    static let structures = [
        "", "\0", " ", "{", "}", "[", "\"", "-", "n", "\u{FEFF}", "{}", "[]", "null", "1e400", "{}{}", "{}\0",
        repeated("[", 100_000), repeated("{\"a\":", 100_000), repeated("[{\"a\":", 50_000),
        repeated(" ", 10_000),
    ]

    /// Values of every kind, where one of a certain kind is expected.
    static let values = [
        "null", "true", "0", "-0", "-1", "1e308", "1e400", "1e-400", "123456789012345678901234567890", "[]",
        "{}",
        "[[[[]]]]", #""""#, #""\u0000""#, #""\ud800""#, #""\udc00\ud800""#, "\"\u{1}\"",
    ]

    /// Tokens that may not get into a request, or claim impossible things.
    static let tokens = [
        #""a\u0000b""#, #""a\r\nX-Evil: b""#, "\"\u{E9}\"", #""\u202e""#, #"".""#, #""..""#, #""a.e30.c""#,
        #"" ""#,
        // Claims that expire at 1e309, or were issued at 1e308.
        #""a.eyJleHAiOjFlMzA5fQ.c""#, #""a.eyJleHAiOi0xLCJpYXQiOjFlMzA4fQ.c""#,
        "\"" + repeated("A", 70_000) + "\"",
    ]

    /// Times out of this world.
    static let expiries = [
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e11", "100000000000.5",
        "1e14", "0.1", "1e-11",
        "99999999999.999", #""nan""#, #""inf""#, #""-inf""#, #""0x10""#, #""0x.10""#,
        #""0001-01-02T00:00:00+01:00""#, #""1e309""#, #""1_000""#, #"" 1""#,
        #""0001-01-01T00:00:00Z""#, #""0000-00-00T00:00:00Z""#, #""9999-12-31T23:59:60Z""#,
        #""2026-02-30T00:00:00Z""#, #""2026-01-01T00:00:00+99:99""#, #""-2026-01-01T00:00:00Z""#,
        #""99999999999999999999-01-01T00:00:00Z""#, "\"2026-01-01T00:00:00." + repeated("9", 400) + "Z\"",
    ]

    static func documents(like document: HostileDocument) -> [[UInt8]] { document.inputs }

    /// One document of each format, as short as it can be.
    static let documents: [String: HostileDocument] = [
        "legacy-json-file": HostileDocument(frame: "OBJECT", login: oauth),
        "legacy-authlib": HostileDocument(frame: "OBJECT", login: oauth),
        "legacy-go-oauth2": HostileDocument(
            frame: "OBJECT",
            login: #"{"access_token":ACCESS,"refresh_token":REFRESH,"expiry":EXPIRY}"#
        ),
        "legacy-appauth": HostileDocument(
            frame: "OBJECT",
            login: #"{"refreshToken":REFRESH,"mLastTokenResponse":"#
                + #"{"access_token":ACCESS,"refresh_token":REFRESH,"expires_at":EXPIRY}}"#
        ),
        "legacy-auth0-spa-js": HostileDocument(
            frame: #"{"@@auth0spajs@@::notes::https://api.example.com::openid":OBJECT}"#,
            login: #"{"body":{"client_id":"notes","access_token":ACCESS,"refresh_token":REFRESH,"#
                + #""expires_in":EXPIRY},"expiresAt":EXPIRY}"#,
            isText: true
        ),
        "legacy-oidc-client-ts": HostileDocument(
            frame: #"{"oidc.user:https://old.example.com/:notes":OBJECT}"#,
            login: oauth,
            isText: true
        ),
        "legacy-okta-auth-js": HostileDocument(
            frame: #"{"okta-token-storage":OBJECT}"#,
            login: #"{"accessToken":{"accessToken":ACCESS,"expiresAt":EXPIRY},"#
                + #""refreshToken":{"refreshToken":REFRESH,"expiresAt":EXPIRY}}"#,
            isText: true
        ),
        "legacy-supabase": HostileDocument(
            frame: #"{"sb-project-auth-token":OBJECT}"#,
            login: oauth,
            isText: true
        ),
        "legacy-firebase": HostileDocument(
            frame: #"{"firebase:authUser:key:[DEFAULT]":OBJECT}"#,
            login: #"{"uid":"ada","stsTokenManager":"#
                + #"{"accessToken":ACCESS,"refreshToken":REFRESH,"expirationTime":EXPIRY}}"#,
            isText: true
        ),
        "legacy-msal": HostileDocument(
            frame:
                #"{"AccessToken":{"a":OBJECT,"b":OBJECT},"RefreshToken":{"r":OBJECT},"IdToken":{"i":OBJECT}}"#,
            login: #"{"secret":ACCESS,"home_account_id":"ada","environment":"e","client_id":"notes","#
                + #""realm":REFRESH,"expires_on":EXPIRY,"last_modification_time":EXPIRY}"#
        ),
    ]

    private static let oauth =
        #"{"access_token":ACCESS,"refresh_token":REFRESH,"expires_at":EXPIRY,"expires_in":EXPIRY}"#

    private static let endless =
        #"{"secret":"token-1","home_account_id":"ada","environment":"e","client_id":"notes","expires_on":"1e309"}"#

    static let legacyTexts: [String: [String]] = [
        // Two access tokens that never expire, and no refresh token: the new one is not the latest.
        "legacy-msal": [
            #"{"AccessToken":{"a":\#(endless),"b":\#(endless)},"RefreshToken":{"r":{"secret":"token-1"}}}"#
        ],
        "legacy-expiry": structures + values + expiries,
        "legacy-origin": [
            "", "\0", ":", "://", "a", "a:", "a:/", "a://", "file:", "file:/", "file://", "file:///",
            "file:////",
            "http://", "http:///", "http://:80", "http://a:", "http://a:0", "http://a:65535",
            "http://a:65536",
            "http://a:-1", "http://a:+1", "http://a:00000000000000000000080", "http://a:80:80", "http://::80",
            "http://a:b:80", "http://[::1",
            "http://[::1]:", "http://::1", "http://]", "http://a@b", "http://a/b", "http://a?b", "http://a#b",
            "http://a\0b", "http://a\nb", "http://a%00", "http://\u{E9}", "http://\u{130}", "\u{130}://a",
            "1a://b",
            "HTTP://A:80/", "_://a", "http://" + repeated("a", 70_000), repeated(":", 20_000),
            repeated("[", 20_000),
        ],
        // Items are parted by zero bytes: a token that is whole, or its pieces.
        "legacy-keyring": [
            "", "\0", "a", "\n", " a\n", "a b", "\u{E9}", "{\"access_token\":\"a\"}", "[\"a\"]", "\"a\"",
            "a\0",
            "\0a", "a\0\0b", "\0\0\0\0a", "ab\0c\0d", "a\0bc", "a\0b\0\0\0c", "a \0b ",
            repeated("a\0", 63) + "a",
            repeated("a\0", 64) + "a", repeated("a\0", 80), repeated("\0", 80), repeated("a", 70_000),
        ],
    ]

    static let legacyBytes: [String: [[UInt8]]] = [
        "legacy-expiry": [[0xFF], [0x22, 0xFF, 0x22], [0x31, 0x00], [0xFF, 0xFE, 0x31, 0x00]],
        "legacy-origin": [
            [0xFF], [0x68, 0x3A, 0x2F, 0x2F, 0xFF], [0x68, 0x3A, 0x2F, 0x2F, 0xED, 0xA0, 0x80],
        ],
        "legacy-keyring": [
            [0xFF], [0x61, 0xFF], [0x61, 0x7F], [0xEF, 0xBB, 0xBF, 0x61], [0x00, 0xFF, 0x00],
        ],
        // Name and value, parted by a line feed; the byte in front of each is 0 for UTF-16 and 1 for Latin-1.
        "legacy-chromium-row": [
            [], [0x00], [0x01], [0x02], [0xFF], [0x0A], [0x00, 0x0A, 0x00], [0x01, 0x0A, 0x01], [0x01, 0x61],
            // Half a character, a surrogate without the other, the two the wrong way round, and a cut pair.
            [0x00, 0x61, 0x0A, 0x00, 0x61], [0x00, 0x00, 0xD8, 0x0A, 0x00, 0x00, 0xD8],
            [0x01, 0x61, 0x0A, 0x00, 0x00, 0xDC, 0x00, 0xD8], [0x01, 0x61, 0x0A, 0x00, 0x3D, 0xD8, 0x11],
            [0x01, 0x61, 0x0A, 0x00, 0xFF, 0xFE, 0x61, 0x00], [0x01, 0x00, 0x0A, 0x01, 0x00],
            [0x01, 0xFF, 0x0A, 0x01, 0x80, 0xFF], [0x00, 0x0A, 0x0A, 0x0A, 0x0A],
            [0x01, 0x61, 0x0A, 0x01] + [UInt8](repeating: 0xE9, count: 70_000),
            [0x01, 0x61, 0x0A, 0x00] + [UInt8](repeating: 0xD8, count: 70_001),
        ],
        // Scheme and host, each behind its length in four bytes and the byte of its encoding, and the port; twice.
        "legacy-webkit-origin": [
            [], [0x00], [0x01], [0x05, 0x00, 0x00], [0x00, 0x00, 0x00, 0x00],
            [UInt8](repeating: 0, count: 12),
            // Lengths beyond the end, beyond what is believed, and beyond what a number holds.
            [0x05, 0x00, 0x00, 0x00, 0x01, 0x61], [0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0x00],
            [0xFF, 0xFF, 0xFF, 0x7F, 0x00, 0x61], [0x00, 0x00, 0x00, 0x80, 0x01],
            [0x01, 0x10, 0x00, 0x00, 0x01],
            [UInt8](repeating: 0x80, count: 11), [UInt8](repeating: 0xFF, count: 10) + [0x01],
            [0x00, 0x10, 0x00, 0x00, 0x00] + [UInt8](repeating: 0xD8, count: 8192),
            webKit(port: [0x00]) + webKit(port: [0x02]), webKit(port: [0x01]), webKit(port: [0x01, 0x50]),
            webKit(port: [0x01, 0x00, 0x00]) + webKit(port: [0x01, 0x00, 0x00]),
            webKit(port: [0x01, 0xFF, 0xFF]) + webKit(port: [0x01, 0xFF, 0xFF]),
            webKit(port: [0x00]) + webKit(port: [0x00]) + [0x00],
            webKit(port: [0x00]) + webKit(port: [0x01, 0x50]),
            [0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xD8, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xDC, 0x00],
            [0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00],
        ],
    ]

    /// `http://a` as WebKitGTK writes it down, with whatever port.
    private static func webKit(port: [UInt8]) -> [UInt8] {
        [0x04, 0, 0, 0, 0x01] + Array("http".utf8) + [0x01, 0, 0, 0, 0x01, 0x61] + port
    }
}
