import Foundation
import Testing

@testable import MockIdentity

/// The core's rules of rotation, row by row.
@Suite struct SuperTokensSessionsTests {
    enum Step: Sendable {
        /// Refresh with the first token, expecting the child to be given.
        case refresh(String, child: String)
        /// The access token that came with the first token is verified for the first time.
        case use(String, parent: String?)
        case wait(Double)
        /// Refresh with a token, expecting theft.
        case theft(String)
        /// Refresh with a token, expecting a plain refusal.
        case refused(String)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var cdi56 = false
        let steps: [Step]
    }

    static let rows = [
        Row(
            testDescription: "a refresh may be repeated while its child is unused",
            steps: [.refresh("P", child: "A"), .refresh("P", child: "B"), .refresh("P", child: "C")]
        ),
        Row(
            testDescription: "after the child's access token was used, the parent is stolen goods",
            steps: [.refresh("P", child: "A"), .use("A", parent: "P"), .theft("P"), .refused("A")]
        ),
        Row(
            testDescription: "after the child was refreshed, the parent is stolen goods",
            steps: [.refresh("P", child: "A"), .refresh("A", child: "B"), .theft("P"), .refused("B")]
        ),
        Row(
            testDescription: "of two siblings the one used later is stolen goods",
            steps: [
                .refresh("P", child: "A"), .refresh("P", child: "B"), .use("A", parent: "P"), .theft("B"),
                .refused("A"),
            ]
        ),
        Row(
            testDescription: "a chain of refreshes goes on",
            steps: [
                .refresh("P", child: "A"), .use("A", parent: "P"), .refresh("A", child: "B"),
                .use("B", parent: "A"), .refresh("B", child: "C"),
            ]
        ),
        Row(
            testDescription: "a grandparent is stolen goods",
            steps: [
                .refresh("P", child: "A"), .refresh("A", child: "B"), .refresh("B", child: "C"), .theft("P"),
            ]
        ),
        Row(
            testDescription: "an unknown token is refused and harms nobody",
            steps: [.refused("X"), .refresh("P", child: "A")]
        ),
        Row(
            testDescription:
                "a refresh alone does not lengthen the session's life, the use of its child does",
            steps: [
                .wait(99), .refresh("P", child: "A"), .wait(1), .refused("P"),
            ]
        ),
        Row(
            testDescription: "the use of the child lengthens the life",
            steps: [
                .wait(99), .refresh("P", child: "A"), .use("A", parent: "P"), .wait(99),
                .refresh("A", child: "B"),
            ]
        ),
        Row(
            testDescription: "CDI 5.6: the previous token is forgiven within the grace period",
            cdi56: true,
            steps: [.refresh("P", child: "A"), .wait(30), .refresh("P", child: "B")]
        ),
        Row(
            testDescription: "CDI 5.6: after the grace period it is theft",
            cdi56: true,
            steps: [.refresh("P", child: "A"), .wait(31), .theft("P"), .refused("A")]
        ),
        Row(
            testDescription: "CDI 5.6: a displaced child is theft",
            cdi56: true,
            steps: [.refresh("P", child: "A"), .refresh("P", child: "B"), .theft("A"), .refused("B")]
        ),
        Row(
            testDescription: "CDI 5.6: a token two steps back is theft at once",
            cdi56: true,
            steps: [.refresh("P", child: "A"), .refresh("A", child: "B"), .theft("P")]
        ),
    ]

    @Test(arguments: rows)
    func rotation(row: Row) {
        var now = Date(timeIntervalSince1970: 1_800_000_000)
        var settings = SuperTokensSettings()
        settings.cdi56 = row.cdi56
        settings.refreshTokenSeconds = 100
        var sessions = SuperTokensSessions()
        sessions.create(
            SuperTokensSession(
                handle: "h",
                userID: "ada",
                createdAt: now,
                legacyFingerprint: "",
                currentHash: "P",
                expiresAt: now.addingTimeInterval(100)
            )
        )
        for step in row.steps {
            switch step {
            case .wait(let seconds):
                now += seconds
            case .refresh(let token, let child):
                let decision = sessions.refresh(token, child: child, settings: settings, at: now)
                guard case .accepted(_, let parent) = decision else {
                    Issue.record("refresh \(token): \(decision)")
                    continue
                }
                #expect(parent == (row.cdi56 ? nil : token))
            case .use(let token, let parent):
                let decision = sessions.verify(
                    handle: "h",
                    tokenHash: token,
                    parentHash: parent,
                    settings: settings,
                    at: now
                )
                guard case .promoted = decision else {
                    Issue.record("use \(token): \(decision)")
                    continue
                }
            case .theft(let token):
                #expect(sessions.refresh(token, child: "?", settings: settings, at: now) == .theft)
                #expect(sessions.all.isEmpty)
            case .refused(let token):
                #expect(sessions.refresh(token, child: "?", settings: settings, at: now) == .unauthorised)
            }
        }
    }
}
