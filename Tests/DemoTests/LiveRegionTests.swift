import Testing

@testable import carryover_demo

/// Lines that are drawn over, without knowing what the terminal does with them.
@Suite struct LiveRegionTests {
    let panel = [Line("disk"), Line("progress")]

    @Test func `The first frame draws over nothing`() {
        var region = LiveRegion()
        let text = region.frame(above: [Line("one")], below: panel, columns: 80, inColour: false)
        #expect(text == "one\ndisk\nprogress")
    }

    @Test func `The next one goes up to the first of the lower lines`() {
        var region = LiveRegion()
        _ = region.frame(above: [], below: panel, columns: 80, inColour: false)
        let text = region.frame(above: [Line("two")], below: panel, columns: 80, inColour: false)
        #expect(text == "\r\u{1B}[1A\u{1B}[Jtwo\ndisk\nprogress")
        #expect(region.end(columns: 80) == "\r\u{1B}[1A\u{1B}[J")
        #expect(region.end(columns: 80).isEmpty)
    }

    @Test func `Lines that the terminal may have broken are left as they stand`() {
        var region = LiveRegion()
        _ = region.frame(above: [], below: panel, columns: 80, inColour: false)
        let text = region.frame(above: [], below: panel, columns: 6, inColour: false)
        #expect(text == "\r\ndisk\nprog…")
    }

    @Test func `No line is as wide as the terminal, so that none wraps`() {
        var region = LiveRegion()
        let wide = Line(String(repeating: "x", count: 200))
        let text = region.frame(above: [wide], below: [wide], columns: 40, inColour: false)
        #expect(text.split(separator: "\n").allSatisfy { $0.count == 39 })
    }
}
