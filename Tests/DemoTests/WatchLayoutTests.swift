import Glibc
import Testing

@testable import carryover_demo

/// The live view at every size.
@Suite struct WatchLayoutTests {
    static var view: WatchView {
        var view = WatchView()
        (view.app, view.provider, view.clock, view.state) = ("notes", "supertokens", "12:00:00", "active")
        (view.subject, view.issuer, view.token, view.generation) = (
            "ada", "https://api.example.com", "9bc31d02", 4
        )
        view.isRefreshable = true
        view.refresh = WatchView.Countdown(left: 540, total: 3540)
        view.expiry = WatchView.Countdown(left: 600, total: 3600)
        view.store = "keyring, ready, protected by keyring"
        view.migration = "done, from https://tenant.example.com/"
        view.rollout = "zero-downtime, new"
        for number in 1...50 { view.add(.init(clock: "12:00:00", text: "event \(number)", ink: .plain)) }
        return view
    }

    static func text(_ view: WatchView, _ columns: Int, _ rows: Int) -> String {
        WatchLayout.lines(view, in: TerminalSize(columns: columns, rows: rows)).map(\.text).joined(
            separator: "\n"
        )
    }

    @Test(arguments: [1, 20, 40, 80, 120, 300], [1, 2, 3, 5, 10, 24, 40, 100])
    func `It fills the screen and never more`(columns: Int, rows: Int) {
        var view = Self.view
        view.app = String(repeating: "long", count: 50)
        view.lastError = String(repeating: "error ", count: 50)
        let lines = WatchLayout.lines(view, in: TerminalSize(columns: columns, rows: rows))
        #expect(lines.count == rows)
        #expect(lines.allSatisfy { $0.width <= columns })
    }

    @Test func `All there is to know is on a screen of the usual size`() {
        let text = Self.text(Self.view, 80, 24)
        for part in [
            "notes at supertokens", "● active", "in 9:00", "in 10:00", "ada", "9bc31d02", "generation 4",
            "lock",
            "free", "keyring, ready", "done, from", "nothing is left to be revoked", "zero-downtime, new",
            "event 50", "q quit",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func `The state and the countdowns are there on a small screen too`() {
        let text = Self.text(Self.view, 40, 8)
        for part in ["● active", "in 9:00", "in 10:00", "event 50", "q quit"] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `What is in flight, who holds the lock and what is pending are named`() {
        var view = Self.view
        view.requests = [.init(id: 1, text: "POST https://api.example.com/refresh", began: 10)]
        view.uptime = 11.5
        (view.lockHolder, view.pendingRevocations) = (4711, 2)
        let text = Self.text(view, 100, 30)
        #expect(text.contains("POST https://api.example.com/refresh, for 1.50 s"))
        #expect(text.contains("held by process 4711"))
        #expect(text.contains("2 pending"))
        view.isLockOurs = true
        #expect(Self.text(view, 100, 30).contains("held by this process (4711)"))
    }

    @Test func `An access token that is over is said to be due now`() {
        var view = Self.view
        view.expiry = WatchView.Countdown(left: 0, total: 3600)
        let line = WatchLayout.lines(view, in: .standard).first { $0.text.hasPrefix(" expiry") }
        #expect(line?.text.contains("now") == true)
        #expect(line?.text.contains("━") == false)
    }

    @Test(
        arguments: [
            (0.0, "0 s"), (59.2, "60 s"), (99, "99 s"), (100, "1:40"), (3599, "59:59"), (3600, "1 h 00 min"),
            (86_400, "1 d 0 h"), (-5, "0 s"), (1e300, "11574074 d 1 h"),
        ]
    )
    func `Times are told in the words of a countdown`(seconds: Double, expected: String) {
        #expect(TimeSpan.text(seconds) == expected)
    }

    @Test func `A request that ends leaves a line`() {
        var view = WatchView()
        view.begin(.init(id: 1, text: "POST x", began: 10))
        view.uptime = 10.25
        view.end(1, "POST x: HTTP 200", isGood: true, clock: "12:00:00")
        #expect(view.requests.isEmpty)
        #expect(view.entries.last?.text == "POST x: HTTP 200, 0.25 s")
    }

    @Test func `The home folder is a tilde`() {
        var view = WatchView()
        view.home = "/home/ada"
        view.add(.init(clock: "", text: "erased: /home/ada/x, /home/adam/y", ink: .plain))
        #expect(view.entries.last?.text == "erased: ~/x, /home/adam/y")
        view.home = "/"
        #expect(view.short("/x") == "/x")
    }

    @Test func `A frame is drawn over the last one without clearing it`() {
        let text = ScreenFrame.text([Line("a"), Line("b")], inColour: false)
        #expect(text == "\u{1B}[Ha\u{1B}[K\r\nb\u{1B}[K\u{1B}[J")
    }

    @Test func `A terminal's settings survive being told to another process`() throws {
        var settings = try #require(TerminalSettings.parse(TerminalSettings.text(termios())))
        settings.c_lflag = 0o105073
        let copy = try #require(TerminalSettings.parse(TerminalSettings.text(settings)))
        #expect(copy.c_lflag == settings.c_lflag)
        #expect(TerminalSettings.parse("rubbish") == nil)
    }
}
