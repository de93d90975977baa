import Testing

@testable import CarryoverCore

struct JSONEditorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let before: String
        let pointer: String
        let after: String
        var testDescription: String { "\(pointer) of \(before)" }
    }

    static let removals = [
        Case(before: #"{"a":1,"b":2,"c":3}"#, pointer: "/a", after: #"{"b":2,"c":3}"#),
        Case(before: #"{"a":1,"b":2,"c":3}"#, pointer: "/b", after: #"{"a":1,"c":3}"#),
        Case(before: #"{"a":1,"b":2,"c":3}"#, pointer: "/c", after: #"{"a":1,"b":2}"#),
        Case(before: #"{"a":1}"#, pointer: "/a", after: "{}"),
        Case(before: " { \"a\" : 1 } ", pointer: "/a", after: " {  } "),
        Case(before: "{\n  \"a\": 1,\n  \"b\": 2\n}\n", pointer: "/a", after: "{\n  \"b\": 2\n}\n"),
        Case(before: "{\n  \"a\": 1,\n  \"b\": 2\n}\n", pointer: "/b", after: "{\n  \"a\": 1\n}\n"),
        Case(before: "{\"a\" : 1 ,\t\"b\":2}", pointer: "/a", after: "{\"b\":2}"),
        Case(
            before: #"{"x":{"a":"},{","b":[1,{"c":2}]},"y":1.50}"#,
            pointer: "/x/a",
            after: #"{"x":{"b":[1,{"c":2}]},"y":1.50}"#
        ),
        Case(
            before: #"{"x":{"a":1,"b":[1,{"c":2}]}}"#,
            pointer: "/x/b/1/c",
            after: #"{"x":{"a":1,"b":[1,{}]}}"#
        ),
        Case(before: "[1,2,3]", pointer: "/0", after: "[2,3]"),
        Case(before: "[1, 2, 3]", pointer: "/1", after: "[1, 3]"),
        Case(before: "[1, 2, 3]", pointer: "/2", after: "[1, 2]"),
        Case(before: "[1]", pointer: "/0", after: "[]"),
        Case(before: #"{"a":1,"a":2}"#, pointer: "/a", after: #"{"a":1}"#),
        Case(before: #"{"a\/b":1,"m~n":2}"#, pointer: "/a~1b", after: #"{"m~n":2}"#),
        Case(before: "\u{FEFF}{\"a\":1}", pointer: "/a", after: "\u{FEFF}{}"),
    ]

    @Test("removing takes one item and its comma, and leaves every other byte", arguments: removals)
    func removes(_ row: Case) throws {
        var editor = JSONEditor(Array(row.before.utf8))
        let pointer = try #require(JSONPointer(row.pointer))
        #expect(try editor.remove(pointer))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == row.after)
        #expect(throws: Never.self) { try JSONValue(parsing: editor.bytes) }
    }

    static let misses = ["/z", "/x/z", "/x/a/b", "/l/3", "/l/-", "/l/01", "/x/a/0", "", "/n/a"]

    @Test("what is not there is not removed and not replaced", arguments: misses)
    func leavesAlone(_ pointer: String) throws {
        let text = Array(#"{"x":{"a":1},"l":[1,2,3],"n":null}"#.utf8)
        var editor = JSONEditor(text)
        let pointer = try #require(JSONPointer(pointer))
        #expect(try editor.remove(pointer) == false)
        if !pointer.tokens.isEmpty { #expect(try editor.replace(pointer, with: 1) == false) }
        #expect(editor.bytes == text)
    }

    static let replacements = [
        Case(before: #"{ "a" : "old" , "b":2 }"#, pointer: "/a", after: #"{ "a" : "new\"" , "b":2 }"#),
        Case(
            before: #"{"x":[{"a":{"deep":[1,2]}},9]}"#,
            pointer: "/x/0/a",
            after: #"{"x":[{"a":"new\""},9]}"#
        ),
        Case(before: "[null, 2]", pointer: "/0", after: #"["new\"", 2]"#),
        Case(before: #"{"a":1,"a":2}"#, pointer: "/a", after: #"{"a":1,"a":"new\""}"#),
    ]

    @Test("replacing changes one value and leaves every other byte", arguments: replacements)
    func replaces(_ row: Case) throws {
        var editor = JSONEditor(Array(row.before.utf8))
        let pointer = try #require(JSONPointer(row.pointer))
        #expect(try editor.replace(pointer, with: .string("new\"")))
        #expect(String(decoding: editor.bytes, as: UTF8.self) == row.after)
    }

    @Test("a text that is not JSON is not edited")
    func notJSON() throws {
        var editor = JSONEditor(Array(#"{"a":1"#.utf8))
        #expect(throws: JSONError.self) { try editor.remove(JSONPointer(tokens: ["a"])) }
        #expect(editor.bytes == Array(#"{"a":1"#.utf8))
    }
}
