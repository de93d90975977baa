import Foundation
import MockIdentity
import Testing

@Suite struct CookieFaultTests {
    @Test("tokens stand in cookies under the provider's usual names, and nowhere else")
    func tokensMove() async throws {
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.tokenCookies, server: .supertokens))
            let answer = try await mock.migrate(try await mock.ada().accessToken)
            #expect(answer["st-access-token"] == "")
            #expect(answer["st-refresh-token"] == "")
            let cookies = answer.fields.filter { $0.name.lowercased() == "set-cookie" }.map(\.value)
            #expect(cookies.map { String($0.prefix { $0 != "=" }) } == ["sAccessToken", "sRefreshToken"])
            #expect(cookies.allSatisfy { $0.split(separator: ";")[0].count > 20 })
        }
        try await MockIdentity.test { mock in
            mock.faults.add(Fault(.tokenCookies, server: .tokenExchange))
            let answer = try await RawClient.postForm(
                mock.addresses.tokenExchange + "/oauth/token",
                [
                    ("client_id", "notes"),
                    ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                    ("subject_token", try await mock.ada().accessToken),
                    ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ]
            )
            #expect(answer.status == 200)
            let members = JSONValue(parsing: answer.body)?.object
            #expect(members?["access_token"]?.string == "")
            #expect(answer.fields.contains { $0.value.hasPrefix("access_token=eyJ") })
        }
    }
}
