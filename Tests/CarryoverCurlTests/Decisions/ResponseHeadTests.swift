import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("Header blocks")
struct ResponseHeadTests {
    private func head(_ lines: [String]) throws -> ResponseHead {
        var head = ResponseHead()
        for line in lines { try head.take(Array((line + "\r\n").utf8)) }
        return head
    }

    private func pairs(_ head: ResponseHead) -> [String] { head.fields.map { "\($0.name)=\($0.value)" } }

    @Test(
        "status lines",
        arguments: [
            ("HTTP/1.1 200 OK", 200), ("HTTP/1.0 404 Not Found", 404), ("HTTP/2 204 ", 204),
            ("HTTP/2 503", 503),
            ("HTTP/1.1 999 odd", 999),
        ]
    )
    func status(line: String, status: Int) throws {
        let head = try head([line, ""])
        #expect(head.status == status)
        #expect(head.isComplete)
    }

    @Test("values are trimmed, may be empty, and keep their colons")
    func values() throws {
        let head = try head(["HTTP/1.1 200 OK", "A:1", "B: \t x y \t", "C:", "D: e:f", "A: 2", ""])
        #expect(pairs(head) == ["A=1", "B=x y", "C=", "D=e:f", "A=2"])
    }

    @Test("a folded line continues the value before it")
    func folded() throws {
        let head = try head(["HTTP/1.1 200 OK", "A: one", "  two", "\tthree", "B: 1", ""])
        #expect(pairs(head) == ["A=one two three", "B=1"])
    }

    @Test("only the final block counts, and nothing after it")
    func blocks() throws {
        let head = try head([
            "HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early Hints", "Link: x", "", "HTTP/1.1 201 Created",
            "A: 1", "",
            "Trailer: x", "HTTP/1.1 500 No",
        ])
        #expect(head.status == 201)
        #expect(pairs(head) == ["A=1"])
    }

    @Test("a block is complete at its empty line and not before", arguments: [0, 1, 2, 3, 4])
    func complete(count: Int) throws {
        let lines = ["HTTP/1.1 102 Processing", "", "HTTP/1.1 200 OK", "A: 1"]
        #expect(try !head(Array(lines.prefix(count))).isComplete)
        #expect(try head(lines + [""]).isComplete)
    }

    @Test(
        "lines that do not belong there",
        arguments: [
            ["garbage"], [""], ["HTTP/1.1"], ["HTTP/1.1 2 OK"], ["HTTP/1.1 2000 OK"], ["HTTP/1.1 abc"],
            ["HTTP/1.1 099 Low"], ["http/1.1 200 OK"], ["HTTP/1.1 200 OK", "no colon"],
            ["HTTP/1.1 200 OK", ": 1"],
            ["HTTP/1.1 200 OK", "A B: 1"], ["HTTP/1.1 200 OK", "A : 1"],
            ["HTTP/1.1 200 OK", " folded onto nothing"],
        ]
    )
    func malformed(lines: [String]) {
        #expect(throws: ResponseHead.Malformed.self) { try head(lines) }
    }

    @Test("no bytes whatever make it crash")
    func fuzz() {
        let alphabet = Array("HTTP/1.1 200\r\n:\t A\u{0}é".utf8)
        for seed in UInt64(0)..<20_000 {
            var generator = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
            var head = ResponseHead()
            for _ in 0..<4 {
                let line = (0..<Int.random(in: 0..<16, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                }
                guard (try? head.take(line)) != nil else { break }
            }
        }
    }
}

/// A generator with a seed, so that what fails can fail again.
private struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
