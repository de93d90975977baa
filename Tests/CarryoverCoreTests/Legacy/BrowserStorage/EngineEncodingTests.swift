import CarryoverCore
import Testing

struct EngineEncodingTests {
    @Test(
        "Chromium's texts say how they are encoded",
        arguments: [
            ([1], ""), ([0], ""), ([1, 0x61, 0xE9], "a\u{E9}"), ([0, 0x34, 0x04, 0x3E, 0x04], "до"),
            ([0, 0x3D, 0xD8, 0x00, 0xDE], "\u{1F600}"), ([0, 0x3D, 0xD8], "\u{FFFD}"), ([1, 0], "\u{0}"),
            ([], nil), ([0, 0x61], nil), ([2, 0x61], nil), ([0x7B], nil),
        ] as [([UInt8], String?)]
    )
    func texts(bytes: [UInt8], text: String?) { #expect(ChromiumRow.text(bytes) == text) }

    @Test("a row is a name and a value, and says where one cannot be read")
    func rows() throws {
        let origin = try #require(WebOrigin("https://app.example.com"))
        #expect(ChromiumRow.prefix(of: origin) == Array("_https://app.example.com\0".utf8))
        #expect(
            ChromiumRow.item(name: [1, 0x61] as [UInt8], value: [1, 0x62] as [UInt8])
                == BrowserStorageItem(key: "a", value: Secret("b"))
        )
        #expect(ChromiumRow.item(name: [1, 0x61] as [UInt8], value: [9] as [UInt8]).value == nil)
        #expect(ChromiumRow.item(name: [9] as [UInt8], value: [1, 0x62] as [UInt8]).value == nil)
    }

    /// An origin, as WebKitGTK writes it down.
    private static func written(_ scheme: String, _ host: String, _ port: [UInt8]) -> [UInt8] {
        [scheme, host].flatMap { [UInt8($0.utf8.count), 0, 0, 0, 1] + Array($0.utf8) } + port
    }

    @Test("WebKitGTK's note of an origin is read")
    func webKitOrigin() {
        let site = Self.written("https", "app.example.com", [0])
        let server = Self.written("http", "127.0.0.1", [1, 0xA1, 0x46])
        #expect(WebKitOriginFile.origin(site + site) == WebOrigin("https://app.example.com"))
        #expect(WebKitOriginFile.origin(server + server) == WebOrigin("http://127.0.0.1:18081"))
        #expect(WebKitOriginFile.origin(Self.written("file", "", [0]) + Self.written("file", "", [0])) != nil)
        // A frame of one site in a page of another has a storage of its own.
        #expect(WebKitOriginFile.origin(site + server) == nil)
        #expect(WebKitOriginFile.origin(site + site + [0]) == nil)
        for count in 0..<(site.count * 2) {
            #expect(WebKitOriginFile.origin(Array((site + site).prefix(count))) == nil)
        }
        #expect(WebKitOriginFile.origin([0xFF, 0xFF, 0xFF, 0xFF, 1] + site) == nil)
    }
}
