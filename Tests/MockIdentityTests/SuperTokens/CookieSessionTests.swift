import Foundation
import MockIdentity
import Testing

@Suite struct CookieSessionTests {
    /// The cookies and the anti-CSRF token of an answer.
    struct Jar {
        var access = ""
        var refresh = ""
        var antiCSRF: String?

        init(_ answer: RawAnswer) {
            for line in answer.values(of: "set-cookie") {
                let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                guard pair.count == 2 else { continue }
                if pair[0] == "sAccessToken" { access = pair[1] }
                if pair[0] == "sRefreshToken" { refresh = pair[1] }
            }
            antiCSRF = answer["anti-csrf"]
        }

        func headers(antiCSRF isSent: Bool) -> [(String, String)] {
            let cookie = ("Cookie", "sAccessToken=\(access); sRefreshToken=\(refresh)")
            return [cookie] + (isSent ? antiCSRF.map { [("anti-csrf", $0)] } ?? [] : [])
        }
    }

    @Test func cookiesCarryASession() async throws {
        try await MockIdentity.test { mock in
            let jar = Jar(try await mock.migrate(try await mock.ada().accessToken, mode: "cookie"))
            #expect(jar.antiCSRF == nil)
            #expect(jar.refresh.contains("%"))
            let me = try await RawClient.answer("GET", mock.meURL, headers: jar.headers(antiCSRF: false))
            #expect(me.json["token"]?.string == "supertokens")
            let refreshed = try await RawClient.answer(
                "POST",
                mock.refreshURL,
                headers: jar.headers(antiCSRF: false)
            )
            #expect(refreshed.status == 200)
            #expect(refreshed["st-access-token"] == nil)
            let next = Jar(refreshed)
            let first = try await RawClient.answer("GET", mock.meURL, headers: next.headers(antiCSRF: false))
            #expect(first.values(of: "set-cookie").count == 1)
            #expect(Jar(first).access != next.access)
        }
    }

    @Test func antiCSRFTokenIsWantedAndRotates() async throws {
        try await MockIdentity.test({ $0.supertokens.antiCSRFViaToken = true }) { mock in
            let echo = mock.addresses.api + "/echo"
            let jar = Jar(try await mock.migrate(try await mock.ada().accessToken, mode: "cookie"))
            #expect(jar.antiCSRF != nil)
            let read = try await RawClient.answer("GET", mock.meURL, headers: jar.headers(antiCSRF: false))
            #expect(read.status == 200)
            let bare = try await RawClient.answer("POST", echo, headers: jar.headers(antiCSRF: false))
            #expect(bare.status == 401)
            #expect(bare.json["message"]?.string == "try refresh token")
            let proven = try await RawClient.answer("POST", echo, headers: jar.headers(antiCSRF: true))
            #expect(proven.status == 200)

            let refused = try await RawClient.answer(
                "POST",
                mock.refreshURL,
                headers: jar.headers(antiCSRF: false)
            )
            #expect(refused.status == 401)
            #expect(refused["front-token"] == "remove")
            let next = Jar(
                try await RawClient.answer("POST", mock.refreshURL, headers: jar.headers(antiCSRF: true))
            )
            #expect(next.antiCSRF != nil && next.antiCSRF != jar.antiCSRF)
            // The old pair still refreshes, as long as the new one is unused.
            let again = try await RawClient.answer(
                "POST",
                mock.refreshURL,
                headers: jar.headers(antiCSRF: true)
            )
            #expect(again.status == 200)
        }
    }

    @Test func headerSessionHasNoAntiCSRFToken() async throws {
        try await MockIdentity.test({ $0.supertokens.antiCSRFViaToken = true }) { mock in
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer["anti-csrf"] == nil)
            let session = try TestSession(answer)
            let echo = try await RawClient.postJSON(
                mock.addresses.api + "/echo",
                [:],
                headers: [("Authorization", "Bearer \(session.accessToken)")]
            )
            #expect(echo.status == 200)
        }
    }

    @Test func signOutClearsTheCookies() async throws {
        try await MockIdentity.test { mock in
            let jar = Jar(try await mock.migrate(try await mock.ada().accessToken, mode: "cookie"))
            let answer = try await RawClient.answer(
                "POST",
                mock.signOutURL,
                headers: jar.headers(antiCSRF: false)
            )
            #expect(answer.status == 200)
            #expect(answer["front-token"] == "remove")
            #expect(answer["st-access-token"] == nil)
            #expect(answer.values(of: "set-cookie").last?.hasPrefix("sRefreshToken=;") == true)
        }
    }
}
