import CarryoverTesting
import Synchronization
import Testing

@testable import CarryoverCore

@Suite(.timeLimit(.minutes(5)))
struct SignOutEverywhereTests {
    /// A provider that can end all sessions of a user, and notes what it was asked to.
    private final class Provider: IdentityProvider {
        let kind = "noting"
        let origins: [Origin] = []
        let canEndEverywhere: Bool
        let revocations = Mutex<[(token: String, isEverywhere: Bool)]>([])
        let isDown = Mutex(false)

        init(canEndEverywhere: Bool = true) { self.canEndEverywhere = canEndEverywhere }

        func exchange(
            _ credential: LegacyCredential,
            idempotencyKey: String,
            in context: ProviderContext
        ) async throws(ProviderError) -> Session { throw failure }

        func refresh(_ session: Session, in context: ProviderContext) async throws(ProviderError) -> Session {
            throw failure
        }

        func revoke(_ session: Session, in context: ProviderContext) async throws(ProviderError) {
            if isDown.withLock({ $0 }) { throw failure }
            revocations.withLock { $0.append((session.accessToken.exposed, session.endsEverywhere)) }
        }

        func adopt(_ answer: Secret, in context: ProviderContext) throws(ProviderError) -> Session {
            throw failure
        }

        private var failure: ProviderError {
            ProviderError(.transient, code: "down", endpoint: Bench.endpoint("https://noting.example/"))
        }
    }

    private let bench = Bench(legacyLifetime: nil)

    private func manager(_ provider: Provider) -> SessionManager {
        SessionManager(
            ManagerConfiguration(
                provider: provider,
                store: bench.store,
                lock: bench.lock,
                transport: bench.transport,
                time: bench.time
            )
        )
    }

    @Test("the provider is asked to end all sessions, and this one is over here first")
    func everywhere() async throws {
        let provider = Provider()
        let manager = manager(provider)
        try await manager.signIn(with: Session(accessToken: Secret("a"), refreshToken: Secret("r")))
        try await manager.signOutEverywhere()
        #expect(manager.current.session == nil)
        #expect(provider.revocations.withLock { $0.map(\.isEverywhere) } == [true])
    }

    @Test("what was meant for the time before does not sign out whoever has signed in again since")
    func signedInAgain() async throws {
        let provider = Provider()
        let first = manager(provider)
        try await first.signIn(with: Session(accessToken: Secret("a"), refreshToken: Secret("r")))
        provider.isDown.withLock { $0 = true }
        try await first.signOutEverywhere()
        try await first.signIn(with: Session(accessToken: Secret("b"), refreshToken: Secret("s")))
        provider.isDown.withLock { $0 = false }
        bench.time.advance(by: .seconds(7200))
        await manager(provider).start()
        #expect(provider.revocations.withLock { $0.map(\.token) } == ["a"])
        #expect(provider.revocations.withLock { $0.map(\.isEverywhere) } == [false])
    }

    @Test("where the provider knows no such thing, nothing changes")
    func notPossible() async throws {
        let provider = Provider(canEndEverywhere: false)
        let manager = manager(provider)
        try await manager.signIn(with: Session(accessToken: Secret("a"), refreshToken: Secret("r")))
        let error = await #expect(throws: SessionError.self) { try await manager.signOutEverywhere() }
        #expect(error?.code == .notPossible)
        #expect(manager.current.session != nil)
        #expect(provider.revocations.withLock { $0.isEmpty })
    }
}
