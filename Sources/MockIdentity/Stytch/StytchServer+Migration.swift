import Foundation
import Synchronization

extension StytchServer {
    /// Makes a session from an old provider's token; for backends only, which know the project's secret.
    func migrate(_ call: Call, _ vertical: StytchVertical) async throws -> Answer {
        let settings = settings
        guard let basic = call.basicCredentials, basic.id == settings.projectID,
            basic.secret == settings.secret
        else {
            throw StytchFailure.unauthorized
        }
        let body = try body(of: call)
        let token = try required("session_token", in: body)
        let minutes = try minutes(in: body)
        try checkOrganization(vertical, body)
        let email = try await email(of: token)
        guard !settings.unknownEmails.contains(email) else {
            if vertical == .b2b { throw StytchFailure(404, "member_not_found", "The member was not found.") }
            throw StytchFailure(
                settings.migrationErrorStatus,
                "migrate_from_external_email_does_not_exist",
                "No user has the email address."
            )
        }
        var members: [String: JSONValue] = [
            "request_id": .string(requestID()), "status_code": 200, "session_token": "", "session_jwt": "",
            "\(vertical.userPrefix)_id": .string(userID(email, vertical)),
            "\(vertical.userPrefix)": .object(user(email, vertical)),
        ]
        guard minutes != nil || settings.withoutDuration == .anHour else {
            return .json(.object(members), outcome: "no-session")
        }
        let opened = try await open(
            email,
            vertical,
            legacyToken: token,
            minutes: minutes ?? 60,
            factor: "imported"
        )
        members.merge(opened) { _, new in new }
        return .json(.object(members), outcome: "session-created")
    }

    /// Makes a session from a JSON Web Token of the old provider, by the profile of trusted tokens.
    func attest(_ call: Call, _ vertical: StytchVertical) async throws -> Answer {
        let settings = settings
        _ = try sdkToken(of: call)
        let body = try body(of: call)
        let profile = try required("profile_id", in: body)
        let token = try required("token", in: body)
        let minutes = try minutes(in: body, most: settings.maximumMinutes)
        guard profile == settings.profileID else {
            throw StytchFailure(404, "trusted_token_profile_not_found", "The profile was not found.")
        }
        try checkOrganization(vertical, body)
        let claims: Claims
        do {
            claims = try await legacyTokens.verify(token)
        } catch TokenFailure.keysUnavailable {
            throw StytchFailure(
                500,
                "internal_server_error",
                "The key set is unavailable.",
                outcome: "keys-unavailable"
            )
        } catch {
            throw StytchFailure(
                400,
                "invalid_trusted_auth_token",
                "The token is not valid.",
                outcome: "token-refused"
            )
        }
        guard let email = claims.string("email") else {
            throw StytchFailure(
                400,
                "invalid_trusted_auth_token",
                "The email is missing.",
                outcome: "token-refused"
            )
        }
        if sessions.withLock({ $0.attest(token) }), settings.refusesReplay {
            throw StytchFailure(
                400,
                "invalid_trusted_auth_token",
                "The token was used.",
                outcome: "token-replayed"
            )
        }
        guard settings.justInTime || !settings.unknownEmails.contains(email) else {
            throw StytchFailure(404, "\(vertical.userPrefix)_not_found", "Not found.")
        }
        let members = try await open(
            email,
            vertical,
            legacyToken: token,
            minutes: minutes ?? vertical.usualMinutes,
            factor: "trusted_auth_token"
        )
        return enveloped(members, outcome: "session-created")
    }

    private func checkOrganization(_ vertical: StytchVertical, _ body: [String: JSONValue]) throws {
        guard vertical == .b2b else { return }
        guard try required("organization_id", in: body) == settings.organizationID else {
            throw StytchFailure.organizationNotFound
        }
    }

    /// Asks the old provider whose token it is.
    private func email(of token: String) async throws -> String {
        let settings = settings
        guard settings.hasUserInfo else {
            throw StytchFailure(
                settings.migrationErrorStatus,
                "migrate_from_external_missing_userinfo",
                "No UserInfo URL is set."
            )
        }
        guard let document = await PlainDownload(userInfoURL, bearer: token)?.body(),
            let info = JSONValue(parsing: document)?.object
        else {
            throw StytchFailure(
                settings.migrationErrorStatus,
                "migrate_from_external_unexpected_response",
                "The UserInfo endpoint gave an unexpected response."
            )
        }
        guard let email = info["email"]?.string else {
            throw StytchFailure(
                settings.migrationErrorStatus,
                "migrate_from_external_email_does_not_exist",
                "There is no email address."
            )
        }
        return email
    }
}
