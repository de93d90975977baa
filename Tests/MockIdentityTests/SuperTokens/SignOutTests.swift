import Foundation
import MockIdentity
import Testing

@Suite struct SignOutTests {
    @Test func validTokenSignsOutAsOftenAsAsked() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            for _ in 0..<2 {
                let answer = try await mock.signOut(session.accessToken)
                #expect(answer.status == 200)
                #expect(answer.text == #"{"status":"OK"}"#)
                #expect(answer["st-access-token"] == "")
                #expect(answer["st-refresh-token"] == "")
                #expect(answer["front-token"] == "remove")
                #expect(answer.values(of: "set-cookie").isEmpty)
            }
            #expect(mock.supertokens.allSessions.isEmpty)
            #expect(try await mock.refresh(session.refreshToken).status == 401)
        }
    }

    @Test func withoutTokenNothingIsCleared() async throws {
        try await MockIdentity.test { mock in
            let answer = try await RawClient.answer("POST", mock.signOutURL)
            #expect(answer.status == 401)
            #expect(answer.json["message"]?.string == "unauthorised")
            #expect(answer["front-token"] == nil && answer["st-access-token"] == nil)
        }
    }

    @Test func legacyTokenIsNoSession() async throws {
        try await MockIdentity.test { mock in
            let answer = try await mock.signOut(try await mock.ada().accessToken)
            #expect(answer.status == 401)
            #expect(answer.json["message"]?.string == "unauthorised")
            #expect(answer["front-token"] == nil)
        }
    }

    @Test func expiredTokenMustBeRefreshedFirst() async throws {
        try await MockIdentity.test { mock in
            let session = try await mock.migratedAda()
            mock.clock.advance(by: 3600)
            let answer = try await mock.signOut(session.accessToken)
            #expect(answer.status == 401)
            #expect(answer.json["message"]?.string == "try refresh token")
            #expect(answer["front-token"] == nil)
            #expect(mock.supertokens.allSessions.count == 1)
            let fresh = try TestSession(try await mock.refresh(session.refreshToken))
            #expect(try await mock.signOut(fresh.accessToken).status == 200)
        }
    }
}
