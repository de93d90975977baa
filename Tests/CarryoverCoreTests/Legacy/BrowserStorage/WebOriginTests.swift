import CarryoverCore
import Testing

struct WebOriginTests {
    @Test(
        "an origin is read as engines write it",
        arguments: [
            ("https://app.example.com", "https://app.example.com"),
            ("https://app.example.com/", "https://app.example.com"),
            ("HTTPS://App.Example.COM", "https://app.example.com"),
            ("https://app.example.com:443", "https://app.example.com"),
            ("https://app.example.com:8443/", "https://app.example.com:8443"),
            ("http://localhost:80", "http://localhost"), ("http://127.0.0.1:5173", "http://127.0.0.1:5173"),
            ("http://[::1]:3000", "http://[::1]:3000"), ("http://[::1]", "http://[::1]"),
            ("file://", "file://"), ("file:///", "file://"), ("tauri://localhost", "tauri://localhost"),
            ("app://.", "app://."), ("vscode-file://vscode-app", "vscode-file://vscode-app"),
        ]
    )
    func reads(text: String, origin: String) { #expect(WebOrigin(text)?.text == origin) }

    @Test(
        "what is no origin is refused",
        arguments: [
            "", "example.com", "https:", "https://", "https:///", "https://a/b", "https://a?b", "https://a#b",
            "https://ada@a", "https://a:", "https://a:x", "https://a:70000", "https://a b", "https://a\u{0}",
            "https://caf\u{E9}.example", "://a", "1a://b", "null", "file:///home/ada/index.html",
            "https://a^0https://b", "https://a:443:443", "http://::80", "http://a:b:80", "http://::1",
            "http://a]:1:80",
        ]
    )
    func refuses(text: String) { #expect(WebOrigin(text) == nil) }

    @Test(
        "the names of WebKitGTK's files",
        arguments: [
            ("tauri://localhost", "tauri_localhost_0.localstorage"), ("file://", "file__0.localstorage"),
            ("https://app.example.com", "https_app.example.com_0.localstorage"),
            ("http://127.0.0.1:18080", "http_127.0.0.1_18080.localstorage"),
            ("http://[::1]:3000", "http_[%3A%3A1]_3000.localstorage"),
        ]
    )
    func fileNames(origin: String, name: String) throws {
        #expect(WebKitFileName.name(of: try #require(WebOrigin(origin))) == name)
        #expect(WebKitFileName.isOfOneOrigin(name))
        #expect(!WebKitFileName.isOfOneOrigin("localstorage.sqlite3"))
    }
}
