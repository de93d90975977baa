import CarryoverTesting
import FoundationEssentials
import Testing

@testable import CarryoverCore

struct TokenLifetimeTests {
    @Test(
        "a wall clock that is hours off at receipt, or is stepped afterwards, changes nothing while the machine runs",
        arguments: Array(-24...24)
    )
    func skew(hours: Int) {
        for step in [-86_400, -1, 0, 1, 86_400] {
            let time = ManualTimeSource()
            time.stepWall(by: .seconds(hours * 3600))
            let lifetime = TokenLifetime(.seconds(3600), from: time)
            time.stepWall(by: .seconds(step))
            time.advance(by: .seconds(600))
            #expect(lifetime.remaining(at: time) == .seconds(3000))
        }
    }

    @Test(
        "a token that tells its end only is measured against the server's clock, however wrong the own one is",
        arguments: Array(-24...24)
    )
    func serverDate(hours: Int) throws {
        let server = Date(timeIntervalSince1970: 1_795_000_000)
        let time = ManualTimeSource(wall: server.addingTimeInterval(Double(hours) * 3600))
        let token = Servers.State.token(["exp": .integer(Int64(server.timeIntervalSince1970) + 3600)])
        let answer = try #require(OAuthTokenAnswer(["access_token": .string(token)]))
        let lifetime = try #require(answer.lifetime(at: time, serverDate: server))
        #expect(lifetime.remaining(at: time) == .seconds(3600))
    }

    @Test("a life that the provider names counts for more than the times in the token")
    func expiresIn() throws {
        let time = ManualTimeSource()
        let token = Servers.State.token(["iat": 1000, "exp": 2000])
        let bare = try #require(OAuthTokenAnswer(["access_token": .string(token)]))
        #expect(bare.lifetime(at: time)?.duration == .seconds(1000))
        let named = try #require(
            OAuthTokenAnswer(["access_token": .string(token), "expires_in": 60])
        )
        #expect(named.lifetime(at: time)?.duration == .seconds(60))
    }
}
