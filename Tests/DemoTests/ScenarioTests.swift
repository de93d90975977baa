import Carryover
import Testing

@testable import carryover_demo

/// What each scenario promises, before it is played.
@Suite struct ScenarioTests {
    @Test(arguments: Scenario.allCases)
    func `Each ends with a user who is signed in, and shows a failure unless all is well`(scenario: Scenario)
    {
        let acts = scenario.acts("supertokens")
        let launches = acts.compactMap { act -> Act.Launch? in
            if case .launch(let launch) = act { launch } else { nil }
        }
        let commands = acts.compactMap { act -> Act.Command? in
            if case .command(let command) = act { command } else { nil }
        }
        #expect(launches.last?.expected == .usable)
        #expect(launches.last?.killedAfter == nil)
        #expect(commands.last?.expected ?? .usable == .usable)
        let fails =
            launches.contains { $0.expected != .usable || $0.killedAfter != nil }
            || commands.contains { $0.expected != .usable }
            || acts.contains { act in
                switch act {
                case .trouble, .network, .rollout, .keyring(isUnlocked: false),
                    .signInAtOldProvider(.expired):
                    true
                default: false
                }
            }
        #expect(fails == (scenario != .happy))
        guard case .chapter = acts.first else {
            Issue.record("it begins without a title")
            return
        }
        #expect(!scenario.moral.isEmpty && !scenario.abstract.isEmpty)
    }

    @Test func `They are those that are promised`() {
        #expect(
            Scenario.allCases.map(\.rawValue) == [
                "happy", "offline", "provider-down", "answer-lost", "killed-after-exchange", "legacy-expired",
                "legacy-revoked", "theft", "keyring-locked", "rolling",
            ]
        )
    }

    @Test func `Faults that stay are taken away again`() {
        for scenario in Scenario.allCases {
            let acts = scenario.acts("supertokens")
            let trouble = acts.lastIndex { if case .trouble = $0 { true } else { false } }
            guard let trouble else { continue }
            #expect(acts[trouble...].contains(.calm))
        }
    }

    @Test func `Without a network every address leads nowhere, and the issuer keeps its name`() {
        var configuration = StoryConfiguration(
            ready: [
                "legacy": [
                    "issuer": "http://127.0.0.1:1000/",
                    "refresh": ["token_endpoint": "http://127.0.0.1:1000/x"],
                ],
                "api": ["origins": ["http://127.0.0.1:2000"]],
            ],
            stateFolder: "/nowhere",
            deadPort: 9
        )
        configuration.isNetworkUp = false
        let object = configuration.json.object
        let legacy = object?["legacy"]?.object
        #expect(legacy?["issuer"]?.string == "http://127.0.0.1:1000/")
        #expect(legacy?["refresh"]?.object?["token_endpoint"]?.string == "http://127.0.0.1:9/x")
        #expect(object?["api"]?.object?["origins"]?.array?.first?.string == "http://127.0.0.1:9")
        #expect(object?["storage"]?.object?["backend"]?.string == "file")
    }

    @Test(arguments: ["store.opened", "session.restored", "legacy.detected", "ready", "session.ended"])
    func `An event has a caption`(name: String) {
        #expect(EventCaption.of(["event": .string(name)]) != nil)
        #expect(EventCaption.of(["event": "unheard.of"]) == nil)
    }
}
