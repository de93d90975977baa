public import CarryoverCore

/// What every ``IdentityProvider`` promises, as checks that anybody can run against a provider of their own.
///
/// The situations are the same for each provider; what its server says in them is filled in by a ``Wire``. The checks
/// need no network and no test framework: ``run()`` returns what was violated, and an empty list means that the contract
/// is kept.
///
/// ```swift
/// let contract = ProviderContract(MyWire())
/// #expect(await contract.run().isEmpty)
/// ```
///
/// It may be run from any task.
public struct ProviderContract: Sendable {
    /// A promise that was not kept.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The promise.
        public let rule: String
        /// What was seen instead; never a secret.
        public let detail: String

        /// The promise and what was seen instead.
        public var description: String { "\(rule): \(detail)" }
    }

    /// What a provider is asked to do.
    public enum Operation: String, Sendable, CaseIterable {
        case exchange, refresh, revoke
    }

    /// The tokens that an answer is to carry.
    public struct Tokens: Sendable {
        /// The access token: a JWT that lives for an hour.
        public let access: String
        /// The refresh token, or `nil` for an answer that leaves the old one in place.
        public let refresh: String?
    }

    /// A provider, and its server's side of the wire.
    public protocol Wire: Sendable {
        /// The provider under test.
        var provider: any IdentityProvider { get }

        /// What it is asked for in this set-up; all of it, where nothing else is said.
        var operations: Set<Operation> { get }

        /// What an app knows of the user that is migrated.
        var legacy: LegacyCredential { get }

        /// The answer to what succeeded.
        ///
        /// - Parameters:
        ///   - operation: What was asked.
        ///   - tokens: The tokens that it gives; of no importance for a revocation.
        func success(_ operation: Operation, _ tokens: Tokens) -> HTTPResponse

        /// The answer that says, in the provider's own words, that the credential is not accepted: refused, reused,
        /// revoked elsewhere or expired.
        func refusal(_ operation: Operation) -> HTTPResponse
    }

    let wire: any Wire

    /// Creates the checks.
    public init(_ wire: any Wire) {
        self.wire = wire
    }

    /// Runs all checks.
    ///
    /// - Returns: What was violated, in the order of the checks.
    public func run() async -> [Violation] {
        var violations: [Violation] = []
        for (rule, operations, check) in rules where operations.isSubset(of: wire.operations) {
            do {
                try await check()
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

extension ProviderContract.Wire {
    /// Everything.
    public var operations: Set<ProviderContract.Operation> { Set(ProviderContract.Operation.allCases) }

    /// Somebody with all three kinds of token.
    public var legacy: LegacyCredential {
        LegacyCredential(
            accessToken: Secret("legacy-access-token"),
            refreshToken: Secret("legacy-refresh-token"),
            idToken: Secret("legacy-id-token")
        )
    }
}
