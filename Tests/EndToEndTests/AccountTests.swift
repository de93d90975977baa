import Testing

@testable import Carryover
@testable import CarryoverCore

/// Two accounts of one app, as their configurations name them.
@Suite struct AccountTests {
    private func composition(_ account: String, _ backend: String) throws -> Composition {
        let environment = ProcessEnvironment(variables: ["HOME": "/nonexistent"], home: "/nonexistent")
        let text = """
            {"app": "notes", "account": "\(account)", "storage": {"backend": "\(backend)"},
             "provider": {"kind": "supertokens", "api_domain": "https://api.example.com"}}
            """
        let configuration = try Configuration(json: Secret(text), environment: environment)
        return Composition(configuration, isInteractive: false)
    }

    @Test(
        "each account has a store and flights of its own, whichever store that is",
        arguments: ["auto", "keyring", "file", "memory"]
    )
    func identities(backend: String) throws {
        let one = try composition("ada", backend)
        let same = try composition("ada", backend)
        let other = try composition("grace", backend)
        #expect(one.store.identity == same.store.identity)
        #expect(one.store.identity != other.store.identity)
        let (first, second, third) = (one.manager(), same.manager(), other.manager())
        #expect(first.flights === second.flights)
        #expect(first.flights !== third.flights)
    }
}
