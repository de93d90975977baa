public import CarryoverCore

/// What every ``SessionStore`` promises, as checks that anybody can run against a store of their own.
///
/// The checks need no test framework: ``run()`` returns what was violated, and an empty list means that the
/// contract is kept.
///
/// ```swift
/// let contract = SessionStoreContract { application, account in MyStore(application, account) }
/// #expect(await contract.run().isEmpty)
/// ```
///
/// Two promises can only be checked with some help: that writers in several processes lose nothing, and that of
/// several copies of a record, which some keyrings make, the newest counts. They are left out where nobody helps.
///
/// The checks write under accounts of their own, whose names start with `contract-`, and delete them at the
/// end. Records that ``SessionStore/setAside()`` put away stay where they are. It may be run from any task.
public struct SessionStoreContract: Sendable {
    /// A promise that was not kept.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The promise.
        public let rule: String
        /// What was seen instead; never a secret.
        public let detail: String

        /// The promise and what was seen instead.
        public var description: String { "\(rule): \(detail)" }
    }

    /// Makes an instance; equal arguments mean the same record, others another one.
    public typealias Make =
        @Sendable (_ application: String, _ account: String) async throws -> any SessionStore

    /// Makes a second copy of a record behind the store's back, in the medium that it uses.
    public typealias Duplicate = @Sendable (_ application: String, _ account: String) async throws -> Void

    /// Has another process call ``append(_:times:to:)`` on an instance of its own, and waits for its end.
    public typealias Elsewhere =
        @Sendable (_ application: String, _ account: String, _ word: String, _ times: Int) async throws ->
        Void

    let make: Make
    let duplicate: Duplicate?
    let elsewhere: Elsewhere?
    let applications: [String]
    let patience: Duration
    let largestPayload: Int

    /// Creates the checks.
    ///
    /// - Parameters:
    ///   - applications: Two identifiers of apps that have no records yet.
    ///   - patience: How long to wait for a signal that should come at once.
    ///   - largestPayload: The largest payload that the store has to take, in bytes.
    ///   - duplicate: Makes a second copy of a record, or `nil` where the medium holds one at most.
    ///   - elsewhere: Has another process write, or `nil` where the record cannot outlive the process.
    ///   - make: Makes a new instance of the store.
    public init(
        applications: (String, String) = ("com.example.contract", "com.example.contract-other"),
        patience: Duration = .seconds(10),
        largestPayload: Int = 65_536,
        duplicate: Duplicate? = nil,
        elsewhere: Elsewhere? = nil,
        make: @escaping Make
    ) {
        self.applications = [applications.0, applications.1]
        self.patience = patience
        self.largestPayload = largestPayload
        self.duplicate = duplicate
        self.elsewhere = elsewhere
        self.make = make
    }

    /// Runs all checks.
    ///
    /// - Returns: What was violated, in the order of the checks.
    public func run() async -> [Violation] {
        var violations: [Violation] = []
        for (rule, check) in rules {
            do {
                try await check("contract-" + rule.filter { $0.isLetter })
            } catch let breach as Breach {
                violations.append(Violation(rule: rule, detail: breach.detail))
            } catch {
                violations.append(Violation(rule: rule, detail: "threw \(error)"))
            }
        }
        for (rule, _) in rules {
            for application in applications {
                try? await make(application, "contract-" + rule.filter { $0.isLetter }).delete()
            }
        }
        return violations
    }

    /// Adds a word to the text of a record some times, each time to what it finds there.
    ///
    /// It is the part of the other process in ``Elsewhere``.
    ///
    /// - Throws: ``StoreError``, with the code ``StoreError/Code/conflict`` after a thousand conflicts in a row.
    public static func append(_ word: String, times: Int, to store: any SessionStore) async throws {
        var (rest, conflicts) = (times, 0)
        while rest > 0 {
            var text = ""
            var generation: UInt64?
            switch await store.read() {
            case .absent: break
            case .value(let value):
                text = value.payload.exposed
                generation = value.generation
            case .locked(let error), .unavailable(let error), .corrupt(let error): throw error
            }
            let next = StoredValue(payload: Secret(text + word + " "), generation: (generation ?? 0) + 1)
            do throws(StoreError) {
                try await store.write(next, replacing: generation)
                (rest, conflicts) = (rest - 1, 0)
            } catch {
                // A lock that is not free in time leaves everything as it was, just as a conflict does.
                conflicts += 1
                guard [.conflict, .busy].contains(error.code), conflicts < 1000 else { throw error }
            }
        }
    }

    /// Ends a check.
    struct Breach: Error {
        let detail: String
    }
}
