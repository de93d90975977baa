import Foundation
import Synchronization

/// A verifier from outside, whom the API asks about each token that a judge has accepted.
///
/// The servers here verify on their own, and know nothing of the library that is tested against them. Whoever runs them
/// may bring the library's verifier along: a token then has to please both, and a difference between the two is seen.
final class SecondOpinion: Sendable {
    private let clock: MockClock
    private let examiner = Mutex<TokenExaminer?>(nil)

    init(clock: MockClock) {
        self.clock = clock
    }

    func ask(_ examiner: @escaping TokenExaminer) {
        self.examiner.withLock { $0 = examiner }
    }

    /// Returns whose the token is in the examiner's eyes, or `nil` where nobody was asked, or nobody knows.
    ///
    /// - Throws: ``Objection`` where the token is not to be accepted after all.
    func owner(of call: Call, accepted holder: TokenHolder) async throws -> String? {
        guard let examiner = examiner.withLock({ $0 }),
            let token = call.bearerToken ?? call.cookies["sAccessToken"]
        else { return nil }
        switch await examiner(token, clock.now.timeIntervalSince1970) {
        case .genuine(let owner):
            guard (owner == "legacy") == (holder.kind == "legacy") else {
                throw Objection(status: 401, outcome: "verifier-sees-\(owner)")
            }
            return owner
        case .refused(let code): throw Objection(status: 401, outcome: "verifier-refused-\(code)")
        case .unavailable: throw Objection(status: 503, outcome: "verifier-unavailable")
        case .notMine: return nil
        }
    }

    /// Why a request is not answered although a judge has accepted its token.
    struct Objection: Error {
        let status: Int
        let outcome: String
    }
}
