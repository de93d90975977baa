public import CarryoverCore

/// What every ``LegacySource`` promises, as checks that anybody can run against a source of their own.
///
/// The checks need no test framework: ``run()`` returns what was violated, and an empty list means that the
/// contract is kept.
///
/// ```swift
/// let contract = LegacySourceContract { MyPlace() }
/// #expect(await contract.run().isEmpty)
/// ```
///
/// It may be run from any task.
public struct LegacySourceContract: Sendable {
    /// A promise that was not kept.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The promise.
        public let rule: String
        /// What was seen instead; never a secret.
        public let detail: String

        /// The promise and what was seen instead.
        public var description: String { "\(rule): \(detail)" }
    }

    /// A place that a source under test reads, as the program that owns it would use it.
    public protocol Place: Sendable {
        /// The source under test.
        var source: any LegacySource { get }

        /// Whether a login can be written back to it.
        var isWritable: Bool { get }

        /// How many logins it can hold, at least 1.
        var capacity: Int { get }

        /// Leaves logins there, in the place of what was there, with whatever else such a place holds.
        func leave(_ logins: [LegacyCredential]) async throws

        /// Leaves something there that nobody can understand. Returns whether there is such a thing.
        func spoil() async throws -> Bool

        /// Makes it impossible to read. Returns whether there is a way to.
        func block() async throws -> Bool

        /// What is there besides logins, in any form that can be compared; `nil` where there can be nothing.
        func remainder() async throws -> String?
    }

    let make: @Sendable () async throws -> any Place

    /// Creates the checks.
    ///
    /// - Parameter make: Makes a new place, in which nothing is yet.
    public init(make: @escaping @Sendable () async throws -> any Place) {
        self.make = make
    }

    /// Runs all checks.
    ///
    /// - Returns: What was violated, in the order of the checks.
    public func run() async -> [Violation] {
        var violations: [Violation] = []
        for (rule, check) in rules {
            do {
                try await check(try await make())
            } catch let breach as Breach {
                violations.append(Violation(rule: rule, detail: breach.detail))
            } catch {
                violations.append(Violation(rule: rule, detail: "threw \(error)"))
            }
        }
        return violations
    }

    /// Ends a check.
    struct Breach: Error {
        let detail: String
    }
}
