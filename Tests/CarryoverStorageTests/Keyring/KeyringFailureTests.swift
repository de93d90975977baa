import CarryoverCore
import CarryoverStorage
import Testing

struct KeyringFailureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var domain: KeyringFailure.Domain
        var code: Int
        var stage: KeyringFailure.Stage
        var expected: StoreError.Code
        var testDescription: String { "\(domain) \(code) while \(stage)" }

        init(
            _ domain: KeyringFailure.Domain,
            _ code: Int,
            _ stage: KeyringFailure.Stage,
            _ expected: StoreError.Code
        ) {
            (self.domain, self.code, self.stage, self.expected) = (domain, code, stage, expected)
        }
    }

    static let first = KeyringFailure.Stage.reachingBus(isAddressGiven: true, hadContact: false)
    static let without = KeyringFailure.Stage.reachingBus(isAddressGiven: false, hadContact: false)
    static let goneWithout = KeyringFailure.Stage.reachingBus(isAddressGiven: false, hadContact: true)
    static let later = KeyringFailure.Stage.reachingBus(isAddressGiven: true, hadContact: true)
    static let finding = KeyringFailure.Stage.findingProvider(hadContact: false)
    static let findingAgain = KeyringFailure.Stage.findingProvider(hadContact: true)

    static let rows: [Row] = [
        // No address, whatever was tried to find one; an address where nobody is; a refused one; one of no known
        // kind.
        Row(.address, 0, without, .noBus), Row(.address, 8, without, .noBus),
        Row(.address, 8, goneWithout, .connectionLost), Row(.address, 0, first, .connectionLost),
        Row(.io, 1, first, .noBus), Row(.io, 39, first, .noBus), Row(.io, 13, first, .noBus),
        // A bus that is there but fails or refuses us proves nothing.
        Row(.io, 0, first, .connectionLost), Row(.io, 14, first, .connectionLost),
        Row(.io, 0, without, .connectionLost), Row(.other, 8, without, .connectionLost),
        Row(.io, 1, later, .connectionLost), Row(.io, 39, later, .connectionLost),
        Row(.io, 24, without, .timedOut), Row(.io, 19, first, .timedOut),
        // The provider.
        Row(.dbus, 2, finding, .noProvider), Row(.dbus, 3, finding, .noProvider),
        Row(.dbus, 2, findingAgain, .connectionLost), Row(.dbus, 12, finding, .timedOut),
        Row(.dbus, 20, finding, .timedOut), Row(.dbus, 9, finding, .providerFault),
        Row(.io, 18, finding, .connectionLost),
        // It died over the question, so there was one.
        Row(.dbus, 4, finding, .connectionLost), Row(.dbus, 15, finding, .connectionLost),
        // Talking to it.
        Row(.dbus, 2, .talking, .connectionLost), Row(.io, 36, .talking, .connectionLost),
        Row(.io, 18, .talking, .connectionLost), Row(.io, 44, .talking, .connectionLost),
        Row(.secret, 2, .talking, .locked), Row(.secret, 1, .talking, .providerFault),
        Row(.secret, 5, .talking, .providerFault), Row(.dbus, 4, .talking, .connectionLost),
        Row(.dbus, 12, .talking, .timedOut), Row(.dbus, 15, .talking, .connectionLost),
        Row(.io, 24, .talking, .timedOut), Row(.io, 19, .talking, .timedOut),
        Row(.dbus, 41, .talking, .providerFault), Row(.other, 7, .talking, .providerFault),
        // Storing, where a missing object is the default collection.
        Row(.dbus, 19, .storing, .notInitialised), Row(.dbus, 41, .storing, .notInitialised),
        Row(.secret, 3, .storing, .notInitialised), Row(.secret, 2, .storing, .locked),
        Row(.dbus, 2, .storing, .connectionLost), Row(.io, 36, .storing, .connectionLost),
        Row(.dbus, 4, .storing, .connectionLost),
    ]

    @Test(arguments: rows)
    func `Each error becomes the code that it proves`(row: Row) {
        let error = KeyringFailure(row.domain, row.code, "a message").storeError("read", at: row.stage)
        #expect(error.code == row.expected)
        #expect(error.detail == "a message (\(row.domain) \(row.code))")
    }

    @Test(arguments: [
        (
            "libsecret-1.so.0: cannot open shared object file: No such file or directory",
            StoreError.Code.noLibrary
        ),
        ("Error loading shared library libsecret-1.so.0: No such file or directory", .noLibrary),
        ("Dynamic loading not supported", .noLibrary),
        // A part of it that is not there, one that is too old, a file that is none, one that may not be read.
        ("libgcrypt.so.20: cannot open shared object file: No such file or directory", .brokenLibrary),
        (
            "Error loading shared library libgcrypt.so.20: No such file or directory "
                + "(needed by /usr/lib/libsecret-1.so.0)", .brokenLibrary
        ),
        (
            "/lib/libsecret-1.so.0: version `GLIBC_2.99' not found (required by /lib/libsecret-1.so.0)",
            .brokenLibrary
        ),
        ("/lib/libsecret-1.so.0: file too short", .brokenLibrary),
        ("libsecret-1.so.0: cannot open shared object file: Permission denied", .brokenLibrary),
        ("libsecret-1.so.0 has no function secret_service_open_sync", .brokenLibrary),
    ])
    func `Only a library that is not there is not installed`(complaint: String, expected: StoreError.Code) {
        let error = KeyringFailure.loading(complaint, "read")
        #expect(error.code == expected)
        #expect(error.detail == complaint)
        #expect(error.remedy?.contains("libsecret-1-0") == true)
    }
}
