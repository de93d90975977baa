extension SessionManager {
    /// The address that ends the sign-in at the old provider itself, for the app to show in a browser.
    ///
    /// Revoking tokens leaves the old provider's own cookie in the user's browser, so that the next sign-in there asks
    /// for nothing. The library never opens the address; it holds no token.
    ///
    /// - Returns: `nil` where no logout is configured, or the old provider has none.
    /// - Throws: ``SessionError`` where the old provider's metadata (RFC 8414) has to be asked, and could not.
    public func legacyLogoutURL() async throws(SessionError) -> String? {
        do {
            return try await configuration.legacyProvider.logoutURL(in: configuration.context())
        } catch {
            throw .provider(error)
        }
    }
}
