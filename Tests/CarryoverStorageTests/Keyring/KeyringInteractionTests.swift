import CarryoverStorage
import Testing

struct KeyringInteractionTests {
    static let patience = Duration.seconds(2)
    static let rows: [(KeyringInteraction, KeyringClaim, Duration)] = [
        (.never, .isTrue, .zero), (.never, .isUnproven, .zero),
        // The prompt of an open wallet shows nothing to anybody.
        (.never, .isOpenToWhoAsks, .seconds(1)),
        // A dialog that nobody could answer in time is not even shown, where it is known to be one.
        (.ifItAnswersItself(within: patience), .isTrue, .zero),
        (.ifItAnswersItself(within: patience), .isUnproven, patience),
        (.ifItAnswersItself(within: patience), .isOpenToWhoAsks, patience),
        (.allowed(within: patience), .isTrue, patience), (.allowed(within: patience), .isUnproven, patience),
        (.allowed(within: patience), .isOpenToWhoAsks, patience),
    ]

    @Test(arguments: rows)
    func `A locked keyring is unlocked as far as its word is good`(
        interaction: KeyringInteraction,
        claim: KeyringClaim,
        expected: Duration
    ) {
        #expect(interaction.patience(for: claim) == expected)
    }

    @Test(
        arguments: [
            ("gnome-keyring-d", KeyringClaim.isTrue), ("keepassxc", .isTrue), ("kwalletd5", .isUnproven),
            ("ksecretd", .isUnproven), ("python3", .isUnproven), (nil, .isUnproven),
        ] as [(String?, KeyringClaim)]
    )
    func `A provider is judged by its program`(name: String?, expected: KeyringClaim) {
        #expect(KeyringClaim(ofProgram: name) == expected)
    }

    @Test func `Only a person is waited for beyond the deadline`() {
        #expect(KeyringInteraction.never.allowance == .zero)
        #expect(KeyringInteraction.ifItAnswersItself(within: .seconds(2)).allowance == .zero)
        #expect(KeyringInteraction.allowed(within: .seconds(20)).allowance == .seconds(20))
    }
}
