import Logging

extension SessionManager {
    /// How long a launch waits for what is told of a user.
    private static let profileLimit: Duration = .seconds(3)

    /// Asks the provider who is signed in, beyond what the tokens say.
    ///
    /// - Returns: `nil` where the provider has no such question, or the session in use is still the legacy one.
    /// - Throws: ``SessionError``. It says nothing about the session, which stays as it is.
    public func profile() async throws(SessionError) -> UserProfile? {
        guard let session = try await usableHeld().record?.session else { return nil }
        do {
            return try await configuration.provider.profile(of: session, in: configuration.context())
        } catch {
            throw .provider(error)
        }
    }

    /// Tells who was migrated, once the session is durable.
    ///
    /// A failure means nothing: the session is good without it.
    func tellProfile(of session: Session?) async {
        guard let session else { return }
        do {
            let context = configuration.context(within: Self.profileLimit)
            guard let profile = try await configuration.provider.profile(of: session, in: context) else {
                return
            }
            emit(.userIdentified(profile))
        } catch {
            configuration.logger.debug("the user's profile is not known", metadata: ["code": "\(error.code)"])
        }
    }
}
