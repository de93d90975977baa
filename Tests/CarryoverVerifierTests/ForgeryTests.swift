import CarryoverVerifier
import FoundationEssentials
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ForgeryTests {
    private func check(_ forgery: Forgery) async throws {
        let providers = try await Providers()
        let token = try forgery.token(providers)
        let verdict = await providers.verdict(on: token)
        #expect(verdict == forgery.code)
    }

    @Test("a token is only as good as its signature", arguments: Forgery.signatures)
    func signatures(_ forgery: Forgery) async throws { try await check(forgery) }

    @Test("a header neither chooses the key nor adds rules", arguments: Forgery.headers)
    func headers(_ forgery: Forgery) async throws { try await check(forgery) }

    @Test("a genuine signature does not make up for what the claims say", arguments: Forgery.claims)
    func claims(_ forgery: Forgery) async throws { try await check(forgery) }

    @Test(
        "what is no token, or could be read in two ways, is not looked at any further",
        arguments: Forgery.forms
    )
    func forms(_ forgery: Forgery) async throws { try await check(forgery) }

    @Test("a single changed byte anywhere makes a token worthless")
    func everyByte() async throws {
        let providers = try await Providers()
        let token = Array(try Providers.newDraft.signed(by: providers.newKey).utf8)
        #expect(await providers.verdict(on: String(decoding: token, as: UTF8.self)) == "new")
        for index in token.indices where token[index] != UInt8(ascii: ".") {
            var changed = token
            changed[index] = token[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let verdict = await providers.verdict(on: String(decoding: changed, as: UTF8.self))
            #expect(!["new", "legacy"].contains(verdict), "byte \(index)")
        }
    }

    @Test("no part of an error is taken from the token")
    func secrecy() async throws {
        let providers = try await Providers()
        for forgery in Forgery.signatures + Forgery.headers + Forgery.claims + Forgery.forms {
            let token = try forgery.token(providers)
            do {
                _ = try await providers.verifier.verify(token, at: Providers.now)
                Issue.record("\(forgery.testDescription) was accepted")
            } catch {
                var text = ""
                dump(error, to: &text)
                text += "\(error)"
                for part in token.split(separator: ".") where part.count > 8 { #expect(!text.contains(part)) }
                for word in ["ada", "evil", "eve", "passwd", "old-1"] { #expect(!text.contains(word)) }
            }
        }
    }
}
