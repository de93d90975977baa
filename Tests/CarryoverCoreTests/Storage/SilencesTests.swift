import Synchronization
import Testing

@testable import CarryoverCore

struct SilencesTests {
    let silence = StoreError(.timedOut, operation: "read", detail: "no answer")
    let refusal = StoreError(.locked, operation: "read", detail: "nobody answered the prompt")

    @Test func `A silence is known for the rest of the call, and of nobody else`() async {
        await Silences.remembered {
            #expect(Silences.error(of: "a") == nil)
            await Silences.remembered { Silences.note(silence, of: "a", mayAsk: true) }
            #expect(Silences.error(of: "a")?.code == .timedOut)
            #expect(Silences.error(of: "b") == nil)
            #expect(!Silences.wasAskedInVain(by: "a"))
        }
        #expect(Silences.error(of: "a") == nil)
        await Silences.remembered { #expect(Silences.error(of: "a") == nil) }
    }

    @Test func `Outside a call nothing is remembered`() {
        Silences.note(silence, of: "a", mayAsk: true)
        #expect(Silences.error(of: "a") == nil)
    }

    @Test func `Only who could have asked somebody has asked in vain`() async {
        await Silences.remembered {
            Silences.note(refusal, of: "a", mayAsk: false)
            #expect(!Silences.wasAskedInVain(by: "a"))
            Silences.note(refusal, of: "a", mayAsk: true)
            #expect(Silences.wasAskedInVain(by: "a"))
            #expect(Silences.error(of: "a") == nil)
        }
    }

    @Test func `A task that outlives the call forgets what it has inherited`() async {
        let gate = AsyncStream.makeStream(of: Void.self)
        let task = await Silences.remembered {
            Silences.note(silence, of: "a", mayAsk: true)
            return Task {
                for await _ in gate.stream {}
                Silences.note(silence, of: "b", mayAsk: true)
                return await Silences.remembered {
                    (Silences.error(of: "a") == nil) && (Silences.error(of: "b") == nil)
                }
            }
        }
        gate.continuation.finish()
        #expect(await task.value)
    }

    @Test func `An error of the call is thrown as it is`() async {
        await #expect(throws: StoreError.self) {
            try await Silences.remembered { () async throws(StoreError) in throw silence }
        }
    }
}
