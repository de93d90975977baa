import CarryoverCore
import CarryoverStorage
import FoundationEssentials
import Glibc
import Testing

/// Session buses that are not there, that say nothing, and that die; under the runner's state `nobus`.
///
/// A process keeps the bus that it has reached for as long as that lives, so each of them is met in one of its own.
@Suite(.serialized, .enabled(if: KeyringState.current == .nobus, "a session bus may be there"))
struct SessionBusTests {
    static let addresses: [(String, expected: String)] = [
        ("unix:path=/nonexistent/bus", "unavailable:no-bus"), ("disabled:", "unavailable:no-bus"),
        ("unix:abstract=carryover-nobody", "unavailable:no-bus"), ("nonsense", "unavailable:no-bus"),
        // Somebody listens, and never says a word: that proves nothing.
        ("silent", "unavailable:timed-out"),
    ]

    @Test(arguments: addresses)
    func `An address proves that there is no bus, or it does not`(address: String, expected: String) async {
        await #expect(processExitsWith: .success) {
            [address = address as String, expected = expected as String] in
            let folder = try TemporaryFolder()
            var address = address
            if address == "silent" {
                Silence.listen(at: folder("bus"))
                address = "unix:path=\(folder("bus"))"
            }
            setenv("DBUS_SESSION_BUS_ADDRESS", address, 1)
            let start = ContinuousClock.now
            let store = try keyringStore(in: folder.path)
            guard await store.read().summary == expected else { exit(1) }
            guard ContinuousClock.now - start < .seconds(5) else { exit(2) }
            // Only the proof lets the file have the session.
            let factory = try factory(folder, time: UptimeTimeSource())
            let automatic = factory.automatic(store, factory.file()) { _ in }
            let written = await code { try await automatic.write(value("x", 1), replacing: nil) }
            guard (written == nil) == (expected == "unavailable:no-bus") else { exit(3) }
        }
    }

    @Test func `With a display and no address anywhere there is no bus, whether or not one could be started`()
        async
    {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            unsetenv("DBUS_SESSION_BUS_ADDRESS")
            setenv("XDG_RUNTIME_DIR", folder.path, 1)
            setenv("DISPLAY", ":4711", 1)
            // Where `dbus-launch` would be looked for.
            setenv("PATH", folder.path, 1)
            let store = try factory(folder, time: UptimeTimeSource()).keyring(.never, environment: [:])
            guard await store.read().summary == "unavailable:no-bus" else { exit(1) }
        }
    }

    @Test func `A session bus that came back in its place is found again by the same process`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let store = try keyringStore(in: folder.path)
            var bus = try PrivateBus(at: folder("bus"))
            guard await store.read().summary == "absent" else { exit(1) }
            for isMissed in [true, false] {
                bus.end()
                if isMissed {
                    guard await store.read().summary == "unavailable:connection-lost" else { exit(2) }
                }
                // The provider is another one as well, and holds nothing.
                bus = try PrivateBus(at: folder("bus"))
                guard await store.read().summary == "absent" else { exit(3) }
                try await store.write(value("x", 1), replacing: nil)
                guard await store.read().summary == "x@1" else { exit(4) }
            }
            guard MainLoop.turn(1000) else { exit(5) }
        }
    }

    @Test func `A session bus that dies over a call, and comes back, is found again by the next one`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let store = try keyringStore(in: folder.path)
            var bus = try PrivateBus(at: folder("bus"), provider: "sluggish")
            async let reading = store.read()
            var heard = ""
            while !heard.contains("OpenSession") { heard = try FaultyProvider.heard() }
            let start = ContinuousClock.now
            bus.end()
            guard await reading.summary == "unavailable:connection-lost" else { exit(1) }
            guard ContinuousClock.now - start < .seconds(2) else { exit(2) }
            bus = try PrivateBus(at: folder("bus"))
            guard await store.read().summary == "absent" else { exit(3) }
            guard MainLoop.turn(1000) else { exit(4) }
        }
    }

    @Test func `The death of the session bus is an error, and not the end of the host`() async {
        await #expect(processExitsWith: .success) {
            let bus = try PrivateBus()
            let folder = try TemporaryFolder()
            let store = try keyringStore(in: folder.path)
            guard await store.read().summary == "absent" else { exit(1) }
            try await store.write(value("x", 1), replacing: nil)
            bus.end()
            let start = ContinuousClock.now
            guard await store.read().summary == "unavailable:connection-lost" else { exit(2) }
            guard await code({ try await store.delete() }) == .connectionLost else { exit(3) }
            guard ContinuousClock.now - start < .seconds(5) else { exit(4) }
            // A host with a window runs GLib's main loop, which is where a lost bus would raise its signal.
            guard MainLoop.turn(1000) else { exit(5) }
        }
    }

    @Test func `The death of the session bus ends the wait for a person at once`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let bus = try PrivateBus(at: folder("bus"), provider: "unanswered")
            let store = try factory(folder, time: UptimeTimeSource())
                .keyring(.allowed(within: .seconds(20)), environment: KeyringState.environment)
            async let reading = store.read()
            var heard = ""
            while !heard.contains("'Prompt'") { heard = try FaultyProvider.heard() }
            let start = ContinuousClock.now
            bus.end()
            guard await reading.summary == "unavailable:connection-lost" else { exit(1) }
            guard ContinuousClock.now - start < .seconds(2) else { exit(2) }
        }
    }

    @Test func `Of session buses that are gone no open connection is left`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let store = try keyringStore(in: folder.path)
            var counts: [Int] = []
            for _ in 0..<6 {
                let bus = try PrivateBus(at: folder("bus"))
                guard await store.read().summary == "absent" else { exit(1) }
                counts.append(OpenSockets.count)
                bus.end()
                while await store.read().summary == "absent" {}
                unlink(folder("bus"))
            }
            guard let last = counts.last, last <= counts[1] else { exit(2) }
        }
    }

    @Test func `A provider whose start hangs is not taken for a bus that does not answer`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            folder.makeFolder("services")
            folder.write(
                "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sleep 20\n",
                "services/secrets.service"
            )
            let usual = try String(contentsOfFile: KeyringState.path(of: "session-bus.conf"), encoding: .utf8)
            let servicedir = "<servicedir>\(folder("services"))</servicedir></busconfig>"
            folder.write(usual.replacing("</busconfig>", with: servicedir), "bus.conf")
            let bus = try PrivateBus(provider: nil, configuration: folder("bus.conf"))
            defer { bus.end() }
            let inspection = try await keyringStore(in: folder.path).inspect()
            guard inspection.error?.code == .timedOut else { exit(1) }
            guard inspection.process == nil, inspection.isBusAnswering else { exit(2) }
        }
    }

    @Test func `That libsecret could not be loaded for lack of descriptors is not the last word`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let bus = try PrivateBus()
            let store = try keyringStore(in: folder.path)
            var taken: [Int32] = []
            let limit = rlimit(rlim_cur: 256, rlim_max: 256)
            _ = withUnsafePointer(to: limit) { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), $0) }
            while case let file = open("/dev/null", O_RDONLY), file >= 0 { taken.append(file) }
            let before = await store.read().error?.code
            taken.forEach { close($0) }
            guard before != nil, before != .noLibrary, before != .noProvider else { exit(1) }
            guard await store.read().summary == "absent" else { exit(2) }
            bus.end()
        }
    }
}
