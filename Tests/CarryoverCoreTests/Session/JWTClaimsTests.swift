import FoundationEssentials
import Testing

@testable import CarryoverCore

struct JWTClaimsTests {
    private func parse(_ json: String) -> JWTClaims? {
        JWTClaims(unverified: Secret("e30.\(Base64URL.encode(Array(json.utf8))).c2ln"))
    }

    @Test("the claims of a token are read")
    func reads() throws {
        let claims = try #require(
            parse(
                #"{"iss":"https://i","sub":"s","iat":1000,"exp":1600.5,"email":"a@b","email_verified":true}"#
            )
        )
        #expect(claims.issuer == "https://i")
        #expect(claims.subject == "s")
        #expect(claims.lifetime == .seconds(600.5))
        #expect(claims.expiresAt == Date(timeIntervalSince1970: 1600.5))
        #expect(claims.isEmailVerified)
    }

    @Test(
        "what is no signed token has no claims",
        arguments: [
            "", "a", "a.b", "a.b.c", "a.b.c.d.e", ".e30.s", "e30..s", "e30.e30=x.s", "opaque-token",
            "e30.W10.s",
        ]
    )
    func refuses(_ token: String) {
        #expect(JWTClaims(unverified: Secret(token)) == nil)
    }

    @Test(
        "times that make no sense are none",
        arguments: [
            #"{"exp":-1,"iat":-2}"#, #"{"exp":"1600","iat":1}"#, #"{"exp":1e300,"iat":1}"#,
            #"{"exp":1,"iat":1}"#,
            #"{"exp":1,"iat":2}"#, #"{"exp":5}"#, #"{"iat":5}"#, #"{"exp":null,"iat":true}"#,
        ]
    )
    func nonsense(_ json: String) {
        #expect(parse(json)?.lifetime == nil)
    }

    @Test("a token of absurd size is not looked into")
    func huge() {
        #expect(parse(#"{"x":"\#(String(repeating: "x", count: 100_000))"}"#) == nil)
    }
}
