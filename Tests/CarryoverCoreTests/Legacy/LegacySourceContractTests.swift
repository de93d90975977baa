import CarryoverCore
import CarryoverTesting
import Synchronization
import Testing

struct LegacySourceContractTests {
    @Test(
        "every format keeps the contract, in a file of its own and in one that it shares",
        arguments: FormatSample.all,
        [true, false]
    )
    func formats(sample: FormatSample, isShared: Bool) async {
        let contract = LegacySourceContract { FilePlace(sample: sample, isShared: isShared) }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test("environment variables keep the contract, and cannot be written")
    func environment() async {
        let contract = LegacySourceContract { EnvironmentPlace() }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test("the scripted source keeps the contract")
    func scripted() async {
        let contract = LegacySourceContract { ScriptedPlace() }
        #expect(await contract.run().map(\.description) == [])
    }

    @Test("a source that breaks a promise is found out", arguments: FaultyPlace.Fault.allCases)
    func faulty(fault: FaultyPlace.Fault) async {
        #expect(await !LegacySourceContract { FaultyPlace(fault: fault) }.run().isEmpty)
    }
}

/// A file in some format.
private struct FilePlace: LegacySourceContract.Place {
    let sample: FormatSample
    let isShared: Bool
    var files = FilesInMemory()
    let isWritable = true

    var capacity: Int { sample.capacity }
    var source: any LegacySource { JSONFileSource(path: "/login.json", format: sample.format, files: files) }

    func leave(_ logins: [LegacyCredential]) async throws { put(logins) }

    func put(_ logins: [LegacyCredential]) {
        let tokens = logins.map {
            (access: $0.accessToken?.exposed ?? "", refresh: $0.refreshToken?.exposed ?? "")
        }
        files["/login.json"] = sample.document(tokens, isShared: isShared)
    }

    func spoil() async throws -> Bool {
        files["/login.json"] = #"{"access_token":"access-of-ada","refresh_"#
        return true
    }

    func block() async throws -> Bool {
        files.fail(.permission)
        return true
    }

    func remainder() async throws -> String? {
        guard isShared else { return nil }
        return files["/login.json"]?.contains(FormatSample.remainder) == true ? "there" : "gone"
    }
}

private final class EnvironmentPlace: LegacySourceContract.Place {
    private let variables = Mutex<[String: String]>([:])
    let isWritable = false
    let capacity = 1

    var source: any LegacySource {
        EnvironmentSource(access: "OLD_TOKEN", refresh: "OLD_REFRESH", variables: variables.withLock(\.self))
    }

    func leave(_ logins: [LegacyCredential]) async throws {
        let login = logins[0]
        variables.withLock { variables in
            variables = ["PATH": "/bin"]
            variables["OLD_TOKEN"] = login.accessToken?.exposed
            variables["OLD_REFRESH"] = login.refreshToken?.exposed
        }
    }

    func spoil() async throws -> Bool {
        variables.withLock { $0 = ["OLD_TOKEN": "access-of-ada\nX-Injected: 1"] }
        return true
    }

    func block() async throws -> Bool { false }

    func remainder() async throws -> String? { variables.withLock { $0["PATH"] } }
}

private struct ScriptedPlace: LegacySourceContract.Place {
    let scripted = ScriptedLegacySource(nil)
    let isWritable = true
    let capacity = 2

    var source: any LegacySource { scripted }

    func leave(_ logins: [LegacyCredential]) async throws {
        for index in 0..<2 { scripted.put(index < logins.count ? logins[index] : nil, at: "place\(index)") }
    }

    func spoil() async throws -> Bool {
        try await leave([])
        scripted.setMalformed([LegacySourceError(.malformed, place: "place0", detail: "scripted")])
        return true
    }

    func block() async throws -> Bool {
        try await leave([])
        scripted.setUnreadable([LegacySourceError(.unreadable, place: "place0", detail: "scripted")])
        return true
    }

    func remainder() async throws -> String? { nil }
}

/// A place whose source breaks one promise.
struct FaultyPlace: LegacySourceContract.Place, LegacySource {
    enum Fault: CaseIterable {
        case hidesWhatIsUnreadable, losesTheRest, keepsTheLogin, forgetsToWrite, overwritesOthers, talks
    }

    let fault: Fault
    let files = FilesInMemory()
    let isWritable = true
    let capacity = 1
    let kind = "faulty"

    private var honest: FilePlace { FilePlace(sample: FormatSample.all[0], isShared: true, files: files) }

    var source: any LegacySource { self }

    var location: String { fault == .talks ? files["/login.json"] ?? "/login.json" : "/login.json" }

    func find() async -> LegacyFinding {
        var finding = await honest.source.find()
        if fault == .hidesWhatIsUnreadable { finding.unreadable = [] }
        return finding
    }

    func writeBack(
        _ rotated: LegacyCredential,
        replacing old: LegacyEntry
    ) async throws(LegacySourceError) {
        if fault == .forgetsToWrite { return }
        if fault == .overwritesOthers { return honest.put([rotated]) }
        try await honest.source.writeBack(rotated, replacing: old)
    }

    func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        switch fault {
        case .keepsTheLogin: return
        case .losesTheRest: files["/login.json"] = nil
        default: try await honest.source.erase(entry)
        }
    }

    func leave(_ logins: [LegacyCredential]) async throws { try await honest.leave(logins) }
    func spoil() async throws -> Bool { try await honest.spoil() }
    func block() async throws -> Bool { try await honest.block() }
    func remainder() async throws -> String? { try await honest.remainder() }
}
