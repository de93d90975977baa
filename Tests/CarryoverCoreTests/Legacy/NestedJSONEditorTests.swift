import Testing

@testable import CarryoverCore

struct NestedJSONEditorTests {
    @Test(
        "a place is found through strings that hold JSON, and all else stays byte for byte",
        arguments: [
            (#"{ "a" : 1 }"#, "/a", #"{ "a" : true }"#, "{  }"),
            (
                #"{"s":"{ \"a\" : 1, \"b\":2.0 }","t":"\/"}"#, "/s/a",
                #"{"s":"{ \"a\" : true, \"b\":2.0 }","t":"\/"}"#,
                #"{"s":"{ \"b\":2.0 }","t":"\/"}"#
            ),
            (
                #"{"s":"{\"u\":\"{\\\"a\\\":1}\"}"}"#, "/s/u/a", #"{"s":"{\"u\":\"{\\\"a\\\":true}\"}"}"#,
                #"{"s":"{\"u\":\"{}\"}"}"#
            ),
            (#""{\"a\":1}""#, "/a", #""{\"a\":true}""#, #""{}""#),
            (#"{"s":["{\"a\":1}"]}"#, "/s/0/a", #"{"s":["{\"a\":true}"]}"#, #"{"s":["{}"]}"#),
        ]
    )
    func edits(text: String, pointer: String, replaced: String, removed: String) throws {
        let pointer = try #require(JSONPointer(pointer))
        var editor = NestedJSONEditor(Array(text.utf8))
        #expect(try editor.replace(pointer, with: true))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == replaced)
        editor = NestedJSONEditor(Array(text.utf8))
        #expect(try editor.remove(pointer))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == removed)
        #expect(try !editor.remove(pointer))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == removed)
    }

    @Test(
        "a string that is no object is a string",
        arguments: [#"{"s":"{x"}"#, #"{"s":"[1]"}"#, #"{"s":"1"}"#]
    )
    func leavesStrings(text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.unfolded == value)
        var editor = NestedJSONEditor(Array(text.utf8))
        #expect((try? editor.replace(JSONPointer(tokens: ["s", "a"]), with: true)) != true)
        #expect(String(decoding: editor.bytes, as: UTF8.self) == text)
    }
}
