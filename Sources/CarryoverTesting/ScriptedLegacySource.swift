public import CarryoverCore
import Synchronization

/// A legacy source in memory: places with a credential in each, and whatever should go wrong with them.
///
/// It behaves as a source of files does: writing back and erasing look at the place again and touch nothing but the
/// login that is meant. It may be used from any task.
public final class ScriptedLegacySource: LegacySource {
    private struct State {
        var places: [(name: String, credential: LegacyCredential)]
        var unreadable: [LegacySourceError] = []
        var malformed: [LegacySourceError] = []
        var writing: LegacySourceError.Reason?
        var erasing: LegacySourceError.Reason?
        var writeBacks = 0
        var erasures = 0
        var searches = 0
    }

    /// The kind, as the configuration names it.
    public let kind: String
    /// The path or pattern, for people.
    public let location: String
    private let state: Mutex<State>

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - credential: What is in its first place, or `nil` for nothing.
    ///   - place: The name of that place.
    ///   - kind: The kind of source.
    public init(_ credential: LegacyCredential?, place: String = "old-login", kind: String = "scripted") {
        self.kind = kind
        location = place
        state = Mutex(State(places: credential.map { [(place, $0)] } ?? []))
    }

    /// What is in its first place.
    public var credential: LegacyCredential? { state.withLock { $0.places.first?.credential } }

    /// How often a credential was written back.
    public var writeBacks: Int { state.withLock { $0.writeBacks } }

    /// How often a place was erased.
    public var erasures: Int { state.withLock { $0.erasures } }

    /// How often somebody looked.
    public var searches: Int { state.withLock { $0.searches } }

    /// Puts a credential into a place, or takes what is there out of it.
    public func put(_ credential: LegacyCredential?, at place: String = "old-login") {
        state.withLock { state in
            let index = state.places.firstIndex { $0.name == place }
            switch (index, credential) {
            case (let index?, let credential?): state.places[index].credential = credential
            case (let index?, nil): state.places.remove(at: index)
            case (nil, let credential?): state.places.append((place, credential))
            case (nil, nil): break
            }
        }
    }

    /// Adds places that cannot be read, in the place of those named before.
    public func setUnreadable(_ errors: [LegacySourceError]) { state.withLock { $0.unreadable = errors } }

    /// Adds places that hold nothing that can be understood, in the place of those named before.
    public func setMalformed(_ errors: [LegacySourceError]) { state.withLock { $0.malformed = errors } }

    /// Makes writing back fail for this reason, or work again with `nil`.
    public func failWriting(_ reason: LegacySourceError.Reason?) { state.withLock { $0.writing = reason } }

    /// Makes erasing fail for this reason, or work again with `nil`.
    public func failErasing(_ reason: LegacySourceError.Reason?) { state.withLock { $0.erasing = reason } }

    /// Looks for credentials.
    public func find() async -> LegacyFinding {
        state.withLock { state in
            state.searches += 1
            return LegacyFinding(
                entries: state.places.map { LegacyEntry(credential: $0.credential, place: $0.name) },
                unreadable: state.unreadable,
                malformed: state.malformed
            )
        }
    }

    /// Puts a rotated credential into the place of the old one.
    public func writeBack(_ rotated: LegacyCredential, replacing old: LegacyEntry)
        async throws(LegacySourceError)
    {
        let failure = state.withLock { state -> LegacySourceError? in
            if let reason = state.writing {
                return LegacySourceError(reason, place: old.place, detail: "scripted")
            }
            guard let index = Self.index(of: old, in: state) else {
                return LegacySourceError(.writeFailed, place: old.place, detail: "it holds another login")
            }
            state.places[index].credential = rotated
            state.writeBacks += 1
            return nil
        }
        if let failure { throw failure }
    }

    /// Takes the credential out of its place.
    public func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        let failure = state.withLock { state -> LegacySourceError? in
            if let reason = state.erasing {
                return LegacySourceError(reason, place: entry.place, detail: "scripted")
            }
            guard let index = Self.index(of: entry, in: state) else { return nil }
            state.places.remove(at: index)
            state.erasures += 1
            return nil
        }
        if let failure { throw failure }
    }

    private static func index(of entry: LegacyEntry, in state: State) -> Int? {
        state.places.firstIndex { place in
            place.name == entry.place && overlap(place.credential, entry.credential)
        }
    }

    /// Each token belongs to one login only: one in common is enough.
    private static func overlap(_ left: LegacyCredential, _ right: LegacyCredential) -> Bool {
        (left.accessToken != nil && left.accessToken == right.accessToken)
            || (left.refreshToken != nil && left.refreshToken == right.refreshToken)
    }
}
