/// Whether the keyring may ask the user something.
///
/// Some providers put a prompt before everything they do and answer it themselves; so even a program that
/// nobody watches should let prompts run for a moment.
package enum KeyringInteraction: Sendable, Equatable {
    /// Every prompt is denied.
    case never
    /// A prompt may run for a moment, in which no person could answer it: two or three seconds.
    case ifItAnswersItself(within: Duration)
    /// A person is there; this is how long they may take.
    case allowed(within: Duration)

    /// How long a prompt may stay unanswered.
    package var patience: Duration {
        switch self {
        case .never: .zero
        case .ifItAnswersItself(let patience), .allowed(let patience): patience
        }
    }

    /// How long the prompt may stay unanswered that unlocks a collection of which the provider claims something.
    ///
    /// A dialog that flashes up and goes is worse than none, and so nobody is shown one who is not waited for.
    package func patience(for claim: KeyringClaim) -> Duration {
        switch (self, claim) {
        case (.allowed, _), (.ifItAnswersItself, .isUnproven), (.ifItAnswersItself, .isOpenToWhoAsks):
            patience
        case (.never, .isOpenToWhoAsks): .seconds(1)
        case (.never, _), (.ifItAnswersItself, .isTrue): .zero
        }
    }

    /// How much longer than its deadline a call may take: nobody is waited for but a person.
    package var allowance: Duration {
        switch self {
        case .never, .ifItAnswersItself: .zero
        case .allowed(let patience): patience
        }
    }
}
