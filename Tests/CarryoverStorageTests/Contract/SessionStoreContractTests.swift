import CarryoverCore
import CarryoverStorage
import CarryoverTesting
import Synchronization
import Testing

/// The contract itself: who keeps it passes, and who breaks a promise is found out.
struct SessionStoreContractTests {
    @Test func `The store in memory keeps it`() async {
        let shared = SharedMemoryStores()
        let contract = SessionStoreContract { shared.store("\($0)/\($1)") }
        #expect(await contract.run().map(\.description) == [])
    }

    static let lies: [(LyingStore.Lie, rule: String)] = [
        (.oneForAll, "accounts and apps are kept apart"),
        (.noFence, "a writer that did not see the latest generation is refused"),
        (.mayShrink, "a writer that did not see the latest generation is refused"),
        (.lostWrites, "a record is replaced whole"),
        (.keptOnDeletion, "what was deleted is gone for every instance"),
        (.keptAside, "a record that is set aside makes room for a new one"),
        (.cutOff, "a payload of any size and content comes back as it was"),
        (.textOnly, "a payload of any size and content comes back as it was"),
        (.deaf, "a change by another instance is signalled"),
        (.broken, "a store that works says that it is ready"),
        (.differentIdentities, "equal records have equal identities"),
        (.dropsUnknown, "members that this version does not know are kept"),
        (.dropsUnknown, "a record of a newer schema is refused, and stays"),
        (.bumpsGeneration, "what was written is read by every instance"),
    ]

    @Test(arguments: lies)
    func `A broken promise is found out`(lie: LyingStore.Lie, rule: String) async {
        let shared = SharedMemoryStores()
        let count = Mutex(0)
        let contract = SessionStoreContract(patience: .milliseconds(200)) { application, account in
            let key = lie == .oneForAll ? "one" : "\(application)/\(account)"
            let number = count.withLock { count in
                count += 1
                return count
            }
            let identity = lie == .differentIdentities ? "\(number)" : key
            return LyingStore(lie: lie, base: shared.store(key), identity: identity)
        }
        #expect(await contract.run().map(\.rule).contains(rule))
    }
}
