import CarryoverCore
import CarryoverStorage
import FoundationEssentials
import Testing

@testable import Carryover

/// What the doctor makes of what it sees, where a test machine cannot be brought to show it.
@Suite struct DoctorCheckTests {
    static let mounts = """
        21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        30 21 0:40 / /home rw - nfs4 server:/home rw
        31 30 0:41 / /home/ada/a\\040b rw shared:7 - tmpfs tmpfs rw
        32 30 0:42 / /home/ada/a\\040b rw - btrfs /dev/vdb rw
        """

    @Test(arguments: [
        ("/", "ext4"), ("/homes", "ext4"), ("/home", "nfs4"), ("/home/ada/state", "nfs4"),
        ("/home/ada/a b/state", "btrfs"),
    ])
    func `The file system is that of the nearest mount`(path: String, expected: String) {
        #expect(FileSystemKind(of: path, mounts: Self.mounts)?.name == expected)
    }

    @Test func `A file system is warned about when others answer for it`() {
        func finding(_ name: String) -> Finding {
            var folder = FolderInspection(path: "/x")
            folder.fileSystem = FileSystemKind(name: name)
            return FileSystemCheck.finding([folder])
        }
        let remote = [
            "nfs", "nfs4", "lustre", "gpfs", "beegfs", "virtiofs", "9p", "vboxsf", "fuse.rclone", "davfs",
            "fuse.davfs2", "smbfs",
        ]
        for name in remote {
            #expect(finding(name).verdict == .ok)
            #expect(finding(name).remedy?.contains("local disk") == true, "\(name)")
        }
        #expect(finding("tmpfs").remedy?.contains("disk") == true)
        #expect(finding("ext4").remedy == nil)
        var unsyncable = FolderInspection(path: "/x")
        unsyncable.fileSystem = FileSystemKind(name: "fuse")
        unsyncable.canSyncNames = false
        #expect(FileSystemCheck.finding([unsyncable]).detail.contains("power cut"))
        #expect(FileSystemCheck.finding([unsyncable]).remedy != nil)
        #expect(FileSystemCheck.finding([]).verdict == .skip)
    }

    @Test(
        arguments: [(0, Finding.Verdict.fail), (8 << 20 - 1, .fail), (8 << 20, .ok)]
            as [(UInt64, Finding.Verdict)]
    )
    func `Too little space is a failure`(free: UInt64, expected: Finding.Verdict) {
        var folder = FolderInspection(path: "/x")
        folder.freeBytes = free
        #expect(FreeSpaceCheck.finding([folder]).verdict == expected)
    }

    @Test func `Two items, or a file beside the keyring, are duplicates`() {
        let description = StoreDescription(backend: .keyring, state: .ready, protection: .keyring)
        var keyring = KeyringInspection()
        #expect(DuplicatesCheck.finding(keyring, [], description).verdict == .skip)
        keyring.items = 1
        #expect(DuplicatesCheck.finding(keyring, [], description).verdict == .ok)
        keyring.items = 2
        #expect(DuplicatesCheck.finding(keyring, [], description).verdict == .fail)
        keyring.items = 1
        var folder = FolderInspection(path: "/x")
        folder.records = 1
        #expect(DuplicatesCheck.finding(keyring, [folder], description).verdict == .fail)
        #expect(DuplicatesCheck.finding(nil, [folder], description).verdict == .skip)
    }

    @Test func `A provider that does not answer is named all the same`() {
        var keyring = KeyringInspection()
        keyring.process = 12
        keyring.program = "keyringd"
        #expect(KeyringProviderCheck.finding(keyring).verdict == .ok)
        keyring.error = StoreError(.timedOut, operation: "inspect", detail: "no answer")
        let finding = KeyringProviderCheck.finding(keyring)
        #expect(finding.verdict == .fail && finding.isAboutStore)
        #expect(finding.detail.contains("keyringd, process 12"))
        #expect(SessionBusCheck.finding(keyring, address: "unix:path=/run/user/1000/bus").verdict == .ok)
    }

    @Test(arguments: [
        (StoreError.Code.noProvider, Finding.Verdict.ok, Finding.Verdict.skip), (.noBus, .skip, .skip),
        (.noLibrary, .skip, .skip), (.brokenLibrary, .skip, .fail), (.timedOut, .fail, .skip),
        (.connectionLost, .fail, .skip), (.forked, .skip, .skip),
    ])
    func `Of a bus and a provider only that is said which was seen`(
        code: StoreError.Code,
        onBus: Finding.Verdict,
        onProvider: Finding.Verdict
    ) {
        var keyring = KeyringInspection()
        keyring.error = StoreError(code, operation: "inspect", detail: "a detail")
        let bus = SessionBusCheck.finding(keyring, address: "unix:path=/run/user/1000/bus")
        #expect(bus.verdict == onBus)
        #expect(bus.detail.contains("it answers") == (code == .noProvider))
        let provider = KeyringProviderCheck.finding(keyring)
        #expect(provider.verdict == onProvider)
        #expect(provider.detail.contains("nobody provides one") == [.noProvider, .noBus].contains(code))
        #expect(provider.detail.contains("not installed") == (code == .noLibrary))
    }

    @Test func `A provider whose start hangs is told from a bus that does not answer`() {
        var keyring = KeyringInspection()
        keyring.error = StoreError(.timedOut, operation: "inspect", detail: "no answer")
        keyring.isBusAnswering = true
        let bus = SessionBusCheck.finding(keyring, address: "unix:path=/run/user/1000/bus")
        #expect(bus.verdict == .ok && bus.detail.contains("it answers"))
        let provider = KeyringProviderCheck.finding(keyring)
        #expect(provider.verdict == .fail && provider.isAboutStore)
        #expect(provider.detail.contains("does not come up"))
    }

    @Test func `A provider whose process is hidden is there all the same`() {
        #expect(KeyringProviderCheck.finding(KeyringInspection()).verdict == .ok)
    }

    @Test func `An address on the bus tells nothing but its kind`() {
        let finding = SessionBusCheck.finding(KeyringInspection(), address: "unix:path=/home/ada/bus")
        #expect(finding.verdict == .ok)
        #expect(!finding.detail.contains("ada") && finding.detail.contains("unix"))
    }

    @Test func `Switches of libsecret are named, but not what they say`() {
        let finding = EnvironmentCheck.finding([
            "SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "canary",
        ])
        #expect(finding.detail.contains("SECRET_BACKEND, SECRET_FILE_TEST_PASSWORD"))
        #expect(!finding.detail.contains("canary"))
        #expect(EnvironmentCheck.finding(["HOME": "/root"]).remedy == nil)
    }

    @Test func `The home folder is masked so that commands still work`() {
        let mask = HomeMask(home: "/home/ada/")
        let finding = mask.apply(
            to: Finding(
                failed: "files",
                "/home/ada/x has mode 644, /home/adam/y too",
                remedy: "chmod 600 '/home/ada/a b'; chmod 600 '/srv/x'; look at /home/ada/z, it's there"
            )
        )
        #expect(finding.detail == "~/x has mode 644, /home/adam/y too")
        #expect(finding.remedy == "chmod 600 \"$HOME\"'/a b'; chmod 600 '/srv/x'; look at ~/z, it's there")
        #expect(HomeMask(home: "/").apply(to: finding) == finding)
        #expect(HomeMask(home: nil).apply(to: finding) == finding)
    }

    @Test func `The home folder itself is masked as well as what lies below it`() {
        let remedy = "chmod 700 '/home/ada'; chmod 700 '/home/ada.old/x'; see /home/ada"
        let seen = Finding(
            failed: "files",
            "/home/ada has mode 755, at /home/ada. Not /home/ada-2",
            remedy: remedy
        )
        let finding = HomeMask(home: "/home/ada").apply(to: seen)
        #expect(finding.detail == "~ has mode 755, at ~. Not /home/ada-2")
        #expect(finding.remedy == "chmod 700 \"$HOME\"; chmod 700 '/home/ada.old/x'; see ~")
    }

    @Test(
        arguments: ["/tmp/a\"b", "/tmp/a'b"],
        ["x", "a b", "$(touch y)", "`touch y`", "\"; touch y; \"", "a\\b", "it's"]
    )
    func `A command can be pasted, whatever a path is called`(home: String, name: String) async throws {
        let command = "printf %s \("\(home)/\(name)".shellWord)"
        let finding = HomeMask(home: home).apply(to: Finding(failed: "files", "", remedy: command))
        let remedy = try #require(finding.remedy)
        #expect(remedy.hasPrefix("printf %s \"$HOME\"'/"))
        let printed = try await Program.run(path: "/bin/sh", ["-c", remedy], environment: ["HOME": home])
            .output
        #expect(printed == "\(home)/\(name)")
    }

    @Test func `A path that only holds the home's path, or begins like it, is no home`() {
        let others = "/mnt/home/ada/x, /home/ada@corp/x, /home/ada_/x, /home/ada+/x, /srv//home/ada;"
        let detail = "\(others) (/home/ada/y): /home/ada: z"
        let seen = Finding(failed: "files", detail, remedy: "see unix:path=/home/ada/bus or /home/ada.")
        let finding = HomeMask(home: "/home/ada").apply(to: seen)
        #expect(finding.detail == "\(others) (~/y): ~: z")
        #expect(finding.remedy == "see unix:path=~/bus or ~.")
    }

    @Test(arguments: [
        "/mnt/home/ada/x", "/home/ada@corp/x", "/home/ada_/x", "/o'ut/'/home/ada/x", "/o '/home/ada/x",
        "/o /home/ada/x", "/o (/home/ada", "/home/ada: x", "/home/ada's/x", "/home/ada' /home/ada/x",
    ])
    func `In the quotes of a command nothing becomes a tilde`(path: String) {
        let seen = Finding(failed: "files", "", remedy: "chmod 700 \(path.shellWord); see /home/ada/z")
        let finding = HomeMask(home: "/home/ada").apply(to: seen)
        #expect(finding.remedy == "chmod 700 \(path.shellWord); see ~/z")
    }

    @Test func `What items are found by is masked where it is the start of what others are found by`() {
        func source(_ account: String) -> SecretServiceSource {
            SecretServiceSource(
                accessToken: KeyringQuery(attributes: ["account": account]),
                refreshToken: nil,
                keyring: LibsecretForeignKeyring(isAddressGiven: false)
            )
        }
        let sources = [source("ada"), source("ada@example.com")]
        let places = "\(sources[1].location), \(sources[0].location)"
        let seen = Finding(failed: "legacy sources", places, remedy: "")
        #expect(!KeyringMask(sources).apply(to: seen).detail.contains("example"))
        #expect(!KeyringMask(sources.reversed()).apply(to: seen).detail.contains("example"))
    }

    @Test func `What keyring items are found by is masked`() {
        let source = SecretServiceSource(
            accessToken: KeyringQuery(attributes: ["service": "notes", "account": "ada@example.com"]),
            refreshToken: nil,
            keyring: LibsecretForeignKeyring(isAddressGiven: false)
        )
        let seen = Finding(
            failed: "legacy sources",
            "a login is still in \(source.location)",
            remedy: "remove it"
        )
        let finding = KeyringMask([source]).apply(to: seen)
        #expect(finding.detail == "a login is still in keyring: account=…, service=…")
    }

    @Test(arguments: [
        StoreError.Code.locked, .noBus, .timedOut, .connectionLost, .providerFault, .damaged, .fileSystem,
        .notDurable, .busy, .wrongKey, .newerFormat, .forked, .conflict, .full, .unsafePermissions,
        .notInitialised, .noLibrary, .brokenLibrary, StoreError.Code(rawValue: "from-the-future"),
    ])
    func `There is something to do about every error`(code: StoreError.Code) {
        let error = StoreError(code, operation: "read", detail: "a detail")
        #expect(error.advice.count > 8)
        #expect(StoreError(code, operation: "read", detail: "", remedy: "its own").advice == "its own")
        let finding = StoreCheck.finding(
            (.unavailable(error), StoreDescription(backend: .file, state: .unavailable, protection: .none))
        )
        #expect(finding.verdict == .fail && finding.remedy == error.advice)
    }

    @Test(arguments: [(0.0, Finding.Verdict.ok), (60, .ok), (61, .fail), (-61, .fail)])
    func `A clock may be a minute wrong`(offset: Double, expected: Finding.Verdict) {
        let server = Date(timeIntervalSince1970: 784_111_777)
        let response = HTTPResponse(status: 404, fields: ["Date": "Sun, 06 Nov 1994 08:49:37 GMT"])
        let finding = ClockCheck.finding(.success(response), now: server.addingTimeInterval(offset))
        #expect(finding.verdict == expected)
    }

    @Test(arguments: [
        (0.0, "as the server's"), (-61, "61 seconds behind the server"), (5, "5 seconds ahead of"),
    ])
    func `A wrong clock is said to be ahead or behind`(offset: Double, expected: String) {
        let server = Date(timeIntervalSince1970: 784_111_777)
        let response = HTTPResponse(status: 404, fields: ["Date": "Sun, 06 Nov 1994 08:49:37 GMT"])
        let finding = ClockCheck.finding(.success(response), now: server.addingTimeInterval(offset))
        #expect(finding.detail.contains(expected), "\(finding.detail)")
    }
}
