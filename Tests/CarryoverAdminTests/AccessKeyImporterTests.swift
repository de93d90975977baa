import CarryoverCore
import CarryoverTesting
import Glibc
import Synchronization
import Testing

@testable import CarryoverAdmin

@Suite(.timeLimit(.minutes(5)))
final class AccessKeyImporterTests {
    private let folder: String
    private let descope = DescopeManagement()
    private let transport: ScriptedTransport
    private let time = ManualTimeSource()

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/carryover-import.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        transport = ScriptedTransport { [descope, time] in
            time.advance(by: .seconds(1))
            return descope.respond($0)
        }
    }

    deinit {
        for suffix in ["import", "lock"] { unlink("\(folder)/access-keys-P2abc.\(suffix)") }
        rmdir(folder)
    }

    private func importer(batchSize: Int = 2, key: String = "management") throws -> AccessKeyImporter {
        try AccessKeyImporter(
            project: DescopeProject(id: "P2abc"),
            managementKey: Secret(key),
            progressDirectory: folder,
            context: ProviderContext(transport: transport, time: time),
            batchSize: batchSize
        )
    }

    private func entries(_ count: Int, _ details: JSONObject = [:]) -> [AccessKeyEntry] {
        (1...count).map {
            AccessKeyEntry(name: "name-\($0)", cleartext: Secret("key-\($0)"), details: details)
        }
    }

    private func words(_ result: AccessKeyImportResult) -> [String] { result.reports.map(\.word) }

    @Test("keys are imported in batches, each is reported once, and a second run sends nothing")
    func imports() async throws {
        let told = Mutex<[AccessKeyReport]>([])
        let result = try await importer().run(entries(5)) { report in told.withLock { $0.append(report) } }
        #expect(words(result) == Array(repeating: "imported", count: 5))
        #expect(result.interruption == nil)
        #expect(result.reports[4].outcome == .imported(id: "K2-name-5"))
        #expect(told.withLock { $0 } == result.reports)
        #expect(descope.state.withLock { $0.importCalls } == 3)

        transport.forget()
        let again = try await importer().run(entries(6))
        #expect(words(again) == Array(repeating: "imported-before", count: 5) + ["imported"])
        #expect(transport.requests.count == 1)
        #expect(descope.imported == (1...6).map { "key-\($0)" })
    }

    @Test("a dry run sends nothing and leaves nothing behind")
    func dryRun() async throws {
        let result = try await importer().preview(entries(2) + entries(1))
        #expect(words(result) == ["pending", "pending", "repeated"])
        #expect(transport.requests.isEmpty)
        #expect(access("\(folder)/access-keys-P2abc.import", F_OK) != 0)
    }

    @Test(
        "after a failure in any request the next run goes on, and no key is imported twice",
        arguments: 1...4,
        [true, false]
    )
    func resumes(request: Int, isLost: Bool) async throws {
        transport.fail(request, isLost ? .answerLost : .notDelivered)
        let first = try await importer().run(entries(7))
        guard case .unfinished = first.interruption else { return #expect(Bool(false), "it did not stop") }
        #expect(words(first).contains("pending"))

        let second = try await importer().run(entries(7))
        #expect(second.interruption == nil)
        #expect(words(second).allSatisfy { ["imported", "imported-before"].contains($0) })
        #expect(descope.imported.sorted() == (1...7).map { "key-\($0)" })
    }

    @Test(
        "a run that was killed after it had noted what it sends is taken up by looking that up",
        arguments: [true, false]
    )
    func killed(hadArrived: Bool) async throws {
        var progress = ImportProgress()
        let entries = entries(2)
        for entry in entries { progress[entry.fingerprint] = .sent }
        try await ImportProgressFile(directory: folder, projectID: "P2abc").write(progress)
        if hadArrived { descope.state.withLock { $0.imported = [("name-1", "key-1"), ("name-2", "key-2")] } }
        let result = try await importer().run(entries)
        #expect(words(result) == Array(repeating: hadArrived ? "imported-before" : "imported", count: 2))
        #expect(descope.imported == ["key-1", "key-2"])
        #expect(descope.state.withLock { $0.exchanges } == 2)
    }

    @Test("one bad key does not keep the others out")
    func badKey() async throws {
        descope.state.withLock { $0.refusedNames = ["name-2"] }
        let result = try await importer(batchSize: 3).run(entries(4))
        #expect(words(result) == ["imported", "refused", "imported", "imported"])
        #expect(result.reports[1].outcome == .refused(code: "E011003"))
        descope.state.withLock { $0.refusedNames = [] }
        #expect(try await words(importer().run(entries(4)))[1] == "imported")
        #expect(descope.imported.count == 4)
    }

    static let tooLarge = [
        HTTPResponse(status: 413),
        HTTPResponse(status: 413, fields: ["Content-Type": "text/html"], body: Secret("<html>413</html>")),
        HTTPResponse(status: 413, body: Secret(#"{"errorCode":"E011001","errorDescription":"Too large"}"#)),
    ]

    @Test("a batch that is too large for something on the way is sent in smaller ones", arguments: tooLarge)
    func largeBatch(_ answer: HTTPResponse) async throws {
        descope.state.withLock { state in
            state.largestBody = 120
            state.tooLarge = answer
        }
        let result = try await importer(batchSize: 8).run(entries(9))
        #expect(result.interruption == nil)
        #expect(words(result) == Array(repeating: "imported", count: 9))
        #expect(descope.imported == (1...9).map { "key-\($0)" })
        // Eight, four, and then no more than fit; nothing was done of what was refused, so that nothing is looked up.
        #expect(descope.state.withLock { $0.importCalls } == 2 + 5)
        #expect(descope.state.withLock { $0.exchanges } == 0)
    }

    @Test("one key that is too large by itself is refused, and the others are sent together again")
    func largeKey() async throws {
        descope.state.withLock { $0.largestBody = 500 }
        let large = AccessKeyEntry(
            name: "name-4",
            cleartext: Secret("key-4"),
            details: ["description": .string(String(repeating: "a", count: 500))]
        )
        let keys = entries(3) + [large] + entries(12).suffix(8)
        let result = try await importer(batchSize: 8).run(keys)
        #expect(result.interruption == nil)
        #expect(result.reports[3].outcome == .refused(code: "http-413"))
        #expect(words(result).filter { $0 == "imported" }.count == 11)
        #expect(descope.imported.count == 11)
        #expect(descope.state.withLock { $0.exchanges } == 0)
        let last = try #require(transport.requests.last?.body?.exposed)
        #expect(last.contains("key-5") && last.contains("key-12"))
    }

    @Test(
        "one bad key does not keep out those of which an exchange from here tells nothing",
        arguments: [["permittedIps": ["10.0.0.0/8"]], ["expireTime": "1000"]] as [JSONObject]
    )
    func badKeyBesideUnusable(_ details: JSONObject) async throws {
        descope.state.withLock { state in
            state.refusedNames = ["name-2"]
            state.unusable = ["key-1", "key-3"]
        }
        let result = try await importer(batchSize: 3).run(entries(3, details))
        #expect(words(result) == ["imported", "refused", "imported"])
        #expect(descope.imported == ["key-1", "key-3"])
    }

    @Test(
        "a proxy's 503 says nothing about what the server did: the keys are looked up",
        arguments: [503, 504]
    )
    func proxy(status: Int) async throws {
        let page = HTTPResponse(status: status, fields: ["Content-Type": "text/html"], body: Secret("<html>"))
        descope.state.withLock { $0.proxyAnswer = page }
        guard case .unfinished = try await importer().run(entries(2)).interruption else {
            return #expect(Bool(false), "it did not stop")
        }
        descope.state.withLock { $0.proxyAnswer = nil }
        #expect(try await words(importer().run(entries(2))) == ["imported-before", "imported-before"])
        #expect(descope.imported == ["key-1", "key-2"])
    }

    @Test("a second import of the project at the same time sends nothing, and says why")
    func together() async throws {
        transport.hold()
        let first = try importer()
        let entries = entries(2)
        async let running = first.run(entries)
        await transport.requests(atLeast: 1)
        let second = try await importer().run(entries)
        guard case .store(let error) = second.interruption else {
            transport.release()
            return #expect(Bool(false), "it was let in")
        }
        #expect(error.code == .busy)
        #expect(words(second) == ["pending", "pending"])
        transport.release()
        #expect(await words(running) == ["imported", "imported"])
        #expect(descope.imported == ["key-1", "key-2"])
        #expect(try await words(importer().run(entries)) == ["imported-before", "imported-before"])
    }

    @Test("a run that is given so much time takes up no more keys after it, and the next one goes on")
    func limit() async throws {
        let result = try await importer().run(entries(5), within: .seconds(2))
        guard case .unfinished(let error) = result.interruption else {
            return #expect(Bool(false), "it did not stop")
        }
        #expect(error.code == "out-of-time")
        #expect(words(result) == ["imported", "imported", "imported", "imported", "pending"])
        #expect(try await words(importer().run(entries(5))).last == "imported")
        #expect(descope.state.withLock { $0.exchanges } == 0)
    }

    @Test("a key that an answer leaves out is looked up before anything is said of it")
    func silentAnswer() async throws {
        descope.state.withLock { $0.silentNames = ["name-2"] }
        let result = try await importer().run(entries(2))
        #expect(words(result) == ["imported", "imported-before"])
        #expect(descope.imported.count == 2)
    }

    @Test(
        "a key of which nobody can tell from here is not sent again",
        arguments: [["permittedIps": ["10.0.0.0/8"]], ["expireTime": "1000"]] as [JSONObject]
    )
    func unknown(_ details: JSONObject) async throws {
        descope.state.withLock { $0.unusable = ["key-1"] }
        transport.fail(1, .answerLost)
        _ = try await importer().run(entries(1, details))
        let result = try await importer().run(entries(1, details))
        #expect(words(result) == ["unknown"])
        #expect(descope.imported == ["key-1"])
    }

    @Test("a management key that is refused stops the run, and nothing counts as sent")
    func refused() async throws {
        let result = try await importer(key: "wrong").run(entries(3))
        guard case .refused(let error) = result.interruption else {
            return #expect(Bool(false), "it did not stop")
        }
        #expect(error.code == "E061102")
        #expect(words(result) == ["pending", "pending", "pending"])
        #expect(try await words(importer().run(entries(3))).allSatisfy { $0 == "imported" })
        #expect(descope.state.withLock { $0.exchanges } == 0)
    }

    @Test("a rate limit stops the run and says when to come back")
    func rateLimit() async throws {
        transport.fail(2, .answered(HTTPResponse(status: 429, fields: ["Retry-After": "7"])))
        let result = try await importer().run(entries(3))
        guard case .unfinished(let error) = result.interruption else {
            return #expect(Bool(false), "it did not stop")
        }
        #expect(error.retryAfter == .seconds(7))
        #expect(words(result) == ["imported", "imported", "pending"])
        #expect(try await words(importer().run(entries(3))).last == "imported")
        #expect(descope.state.withLock { $0.exchanges } == 0)
    }

    @Test("what was noted holds no key, and what cannot be read stops the import before anything is sent")
    func progressFile() async throws {
        _ = try await importer().run(entries(1))
        let path = "\(folder)/access-keys-P2abc.import"
        let text = try await ImportProgressFile(directory: folder, projectID: "P2abc").read().content.exposed
        #expect(!text.contains("key-1"))
        #expect(text.contains(Fingerprint(of: Secret("key-1")).hex))

        let file = try #require(fopen(path, "w"))
        fputs("{}", file)
        fclose(file)
        transport.forget()
        guard case .store = try await importer().run(entries(1)).interruption else {
            return #expect(Bool(false), "it went on")
        }
        #expect(transport.requests.isEmpty)
    }
}
