import FoundationEssentials
import Testing

@testable import CarryoverCore

struct TimeTextTests {
    static let stamps: [(String, Double)] = [
        ("1970-01-01T00:00:00Z", 0), ("1985-04-12T23:20:50.52Z", 482_196_050.52),
        ("1996-12-19T16:39:57-08:00", 851_042_397), ("1937-01-01T12:00:27.87+00:20", -1_041_337_172.13),
        ("2000-02-29t12:00:00z", 951_825_600), ("2026-11-21 10:00:00Z", 1_795_255_200),
        ("1990-12-31T23:59:60Z", 662_687_999),
        ("2026-11-21T10:00:00.123456789+00:00", 1_795_255_200.123456789),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ]

    @Test("timestamps of RFC 3339 are read", arguments: stamps)
    func readsStamps(_ row: (text: String, seconds: Double)) throws {
        let date = try #require(RFC3339.date(row.text))
        #expect(abs(date.timeIntervalSince1970 - row.seconds) < 1e-6)
    }

    static let notStamps = [
        "", "2026-11-21", "2026-11-21T10:00:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:00:61Z",
        "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00+1:00", "2026-11-21T10:00:00+0100",
        "2026-11-21T10:00:00+24:00",
        "2026-11-21T10:00:00+00:60", "2026-11-21T10:00:00Zx", "2026-11-21T10:00:00.5",
        " 2026-11-21T10:00:00Z",
        "2026-11-21X10:00:00Z", "２026-11-21T10:00:00Z", "20261121T100000Z", "1900-02-29T00:00:00Z",
    ]

    @Test("what is no timestamp is refused", arguments: notStamps)
    func refusesStamps(_ text: String) {
        #expect(RFC3339.date(text) == nil)
    }

    @Test("every day of four centuries is written and read as the same day")
    func everyDay() {
        for day in stride(from: -100_000, to: 60_000, by: 7) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 43_210)
            #expect(RFC3339.date(RFC3339.text(date)) == date)
        }
        #expect(RFC3339.text(Date(timeIntervalSince1970: 1_795_255_200.9)) == "2026-11-21T10:00:00Z")
        #expect(RFC3339.text(Date(timeIntervalSince1970: -0.5)) == "1969-12-31T23:59:59Z")
    }

    static let httpDates = [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ]

    @Test("the three forms of RFC 9110 §5.6.7 mean the same", arguments: httpDates)
    func readsHTTPDates(_ text: String) {
        #expect(HTTPDate.date(text)?.timeIntervalSince1970 == 784_111_777)
    }

    @Test(
        "two digits of a year mean the century that is near",
        arguments: [("69", 2069), ("70", 1970), ("26", 2026)]
    )
    func shortYears(_ row: (digits: String, year: Int)) {
        let date = HTTPDate.date("Sunday, 06-Nov-\(row.digits) 08:49:37 GMT")
        #expect(date.map { RFC3339.text($0).prefix(4) } == "\(row.year)")
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "now", "120", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 19944 08:49:37 GMT", "1994-11-06T08:49:37Z",
        ]
    )
    func notDates(_ text: String) {
        #expect(HTTPDate.date(text) == nil)
    }

    static let waits: [(String?, Duration?)] = [
        (nil, nil), ("120", .seconds(120)), ("0", .zero), ("1.5", .seconds(1.5)), ("-5", nil), ("soon", nil),
        ("", nil),
        ("86400", .seconds(3600)), ("1e300", .seconds(3600)), ("inf", nil), ("nan", nil),
        ("Sun, 06 Nov 1994 08:51:37 GMT", .seconds(120)), ("Sun, 06 Nov 1994 08:00:00 GMT", .zero),
        ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(3600)),
    ]

    @Test("Retry-After is read in both forms and kept within an hour", arguments: waits)
    func retryAfter(_ row: (value: String?, wait: Duration?)) {
        // The clock here is a year behind; the server's own date is what counts.
        let now = Date(timeIntervalSince1970: 784_111_777 - 365 * 86_400)
        let wait = RetryAfter.duration(row.value, date: "Sun, 06 Nov 1994 08:49:37 GMT", now: now)
        #expect(wait == row.wait)
    }

    @Test("without the server's date a Retry-After date is measured by the own clock")
    func retryAfterWithoutDate() {
        let now = Date(timeIntervalSince1970: 784_111_777)
        #expect(RetryAfter.duration("Sun, 06 Nov 1994 08:50:07 GMT", date: nil, now: now) == .seconds(30))
    }
}
