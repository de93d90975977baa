import CarryoverCore
import CarryoverStorage
import Testing

struct BackendChoiceTests {
    enum Keyring: CaseIterable {
        case usable, absent, locked

        var finding: BackendChoice.Keyring {
            switch self {
            case .usable: .usable
            case .absent: BackendChoice.Keyring(StoreError(.noBus, operation: "probe", detail: ""))
            case .locked: BackendChoice.Keyring(StoreError(.locked, operation: "probe", detail: ""))
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var wish = BackendChoice.Wish.best
        var marked: StoreDescription.Backend?
        var keyring: Keyring
        var isFilePresent: Bool
        var expected: String
        var testDescription: String {
            "\(wish), noted \(marked?.rawValue ?? "nothing"), \(keyring), \(isFilePresent)"
        }

        init(
            _ marked: StoreDescription.Backend?,
            _ keyring: Keyring,
            file isFilePresent: Bool,
            _ expected: String
        ) {
            (self.marked, self.keyring, self.isFilePresent, self.expected) =
                (marked, keyring, isFilePresent, expected)
        }

        init(
            _ wish: BackendChoice.Wish,
            _ marked: StoreDescription.Backend?,
            _ keyring: Keyring,
            _ expected: String,
            file isFilePresent: Bool = false
        ) {
            self.init(marked, keyring, file: isFilePresent, expected)
            self.wish = wish
        }
    }

    static let best: [Row] = [
        Row(nil, .usable, file: false, "keyring"),
        Row(nil, .usable, file: true, "move to keyring"),
        Row(nil, .absent, file: false, "file, with a notice"),
        Row(nil, .absent, file: true, "file, with a notice"),
        Row(nil, .locked, file: false, "refuse: locked"),
        Row(nil, .locked, file: true, "refuse: locked"),
        Row(.keyring, .usable, file: false, "keyring"),
        Row(.keyring, .usable, file: true, "keyring"),
        Row(.keyring, .absent, file: false, "keyring"),
        Row(.keyring, .absent, file: true, "keyring"),
        Row(.keyring, .locked, file: false, "keyring"),
        Row(.keyring, .locked, file: true, "keyring"),
        Row(.file, .usable, file: false, "move to keyring"),
        Row(.file, .usable, file: true, "move to keyring"),
        Row(.file, .absent, file: false, "file"),
        Row(.file, .absent, file: true, "file"),
        Row(.file, .locked, file: false, "file"),
        Row(.file, .locked, file: true, "file"),
    ]

    static let words: [Row] = [
        Row(.keyring, nil, .usable, "keyring"),
        Row(.keyring, nil, .usable, "move to keyring", file: true),
        Row(.keyring, nil, .absent, "refuse: no-bus"),
        Row(.keyring, nil, .locked, "refuse: locked"),
        Row(.keyring, .keyring, .usable, "keyring"),
        Row(.keyring, .keyring, .absent, "keyring"),
        Row(.keyring, .keyring, .locked, "keyring"),
        Row(.keyring, .file, .usable, "move to keyring"),
        Row(.keyring, .file, .absent, "refuse: no-bus"),
        Row(.keyring, .file, .locked, "refuse: locked"),
        Row(.file, nil, .usable, "file"),
        Row(.file, nil, .absent, "file"),
        Row(.file, nil, .locked, "file"),
        Row(.file, .keyring, .usable, "move to file"),
        Row(.file, .keyring, .absent, "file, with a notice"),
        // It may be unlocked one day, and what it holds is somebody's session.
        Row(.file, .keyring, .locked, "refuse: locked"),
        Row(.file, .file, .usable, "file"),
        Row(.file, .file, .absent, "file"),
        Row(.file, .file, .locked, "file"),
    ]

    @Test(arguments: best + words)
    func `Each situation has its backend`(row: Row) {
        let choice = BackendChoice(
            wish: row.wish,
            marked: row.marked,
            keyring: row.keyring.finding,
            isFilePresent: row.isFilePresent
        )
        let decision =
            switch choice.decision {
            case .keyring: "keyring"
            case .file(nil): "file"
            case .file: "file, with a notice"
            case .move(let backend): "move to \(backend.rawValue)"
            case .refuse(let error): "refuse: \(error.code.rawValue)"
            }
        #expect(decision == row.expected)
    }

    @Test func `The table is complete`() {
        let situations = Set(
            Self.best.map { "\(String(describing: $0.marked)) \($0.keyring) \($0.isFilePresent)" }
        )
        #expect(situations.count == 3 * Keyring.allCases.count * 2)
        let words = Set(Self.words.map { "\($0.wish) \(String(describing: $0.marked)) \($0.keyring)" })
        #expect(words.count == 2 * 3 * Keyring.allCases.count)
    }

    @Test(arguments: best + words)
    func `Where the keyring is not asked, its answer would change nothing`(row: Row) {
        guard !BackendChoice.dependsOnKeyring(row.wish, marked: row.marked) else { return }
        let decisions = Set(
            Keyring.allCases.map { keyring in
                String(
                    describing: BackendChoice(
                        wish: row.wish,
                        marked: row.marked,
                        keyring: keyring.finding,
                        isFilePresent: row.isFilePresent
                    )
                    .decision
                )
            }
        )
        #expect(decisions.count == 1)
    }

    @Test(arguments: [
        (StoreError.Code.noBus, true), (.noProvider, true), (.noLibrary, true), (.brokenLibrary, false),
        (.timedOut, false),
        (.locked, false), (.connectionLost, false), (.providerFault, false), (.notInitialised, false),
        (.forked, false), (.busy, false),
    ])
    func `Only three errors prove that there is no keyring`(code: StoreError.Code, isProof: Bool) {
        let finding = BackendChoice.Keyring(StoreError(code, operation: "probe", detail: ""))
        if case .provenAbsent = finding { #expect(isProof) } else { #expect(!isProof) }
    }
}
