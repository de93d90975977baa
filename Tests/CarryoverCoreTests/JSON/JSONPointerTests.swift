import Testing

@testable import CarryoverCore

struct JSONPointerTests {
    /// The document and the examples of RFC 6901 §5.
    static let document =
        #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#
    static let examples: [(String, JSONValue)] = [
        ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
        ("/g|h", 4),
        (#"/i\j"#, 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ]

    @Test("the examples of RFC 6901", arguments: examples)
    func finds(_ row: (pointer: String, value: JSONValue)) throws {
        let document = try JSONValue(parsing: Self.document.utf8)
        let pointer = try #require(JSONPointer(row.pointer))
        #expect(pointer.value(in: document) == row.value)
        #expect(pointer.description == row.pointer)
    }

    @Test("the empty pointer is the whole document")
    func whole() throws {
        let document = try JSONValue(parsing: Self.document.utf8)
        #expect(JSONPointer("")?.value(in: document) == document)
    }

    @Test("what is no pointer is refused", arguments: ["foo", "a/b", "/~", "/~2", "/a~", " /a", "#/a"])
    func malformed(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(
        "what points nowhere finds nothing",
        arguments: [
            "/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/-1", "/foo/bar", "/foo/0/x", "/none",
            "/foo/99999999999999999999",
        ]
    )
    func nowhere(_ text: String) throws {
        let document = try JSONValue(parsing: Self.document.utf8)
        #expect(try #require(JSONPointer(text)).value(in: document) == nil)
    }

    @Test("~01 is a tilde and a one, in this order")
    func order() {
        #expect(JSONPointer("/~01")?.tokens == ["~1"])
    }
}
