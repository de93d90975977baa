import CarryoverCore
import FoundationEssentials

/// A record in the keyring and the files around it.
///
/// Its functions block; each change happens under the commit lock, for the Secret Service itself has no
/// compare-and-swap.
struct KeyringRecord: Sendable {
    /// An item whose content could be read.
    struct Candidate {
        var item: KeyringConnection.Item
        var modified: UInt64
        var value: Result<StoredValue, KeyringEnvelope.Invalid>

        /// Providers count in seconds: within one, the generation decides, and what is damaged hides nothing.
        var rank: (UInt64, UInt64) {
            switch value {
            case .success(let value): (modified, value.generation)
            case .failure: (modified, .max)
            }
        }
    }

    /// A connection, for the time of one call.
    struct Call {
        let connection: KeyringConnection
        let cancellation: KeyringConnection.Cancellation
        let operation: String
        let interaction: KeyringInteraction
        /// What the provider means by calling its collection locked.
        let claim: () -> KeyringClaim
        /// Whether the provider calls any collection locked.
        let hasLockedCollection: () -> Bool
        /// Whether the call was already tried with a connection that turned out to be dead, or to have a wrong key.
        let isRepeated: Bool
    }

    let name: RecordName
    let commit: CommitLock
    let generation: GenerationFile
    /// The note that says which store the record is in.
    let note: DurableFile

    private var attributes: KeyringConnection.Attributes {
        KeyringConnection.Attributes(application: name.application, kind: "session", account: name.digest)
    }

    private var label: String { "Session of \(name.application)" }

    /// Reads the record.
    ///
    /// - Returns: The record, or `nil` when an unlocked keyring was searched and holds none.
    func load(_ call: Call) throws(StoreError) -> StoredValue? { try find(call).value }

    /// Reads the record.
    ///
    /// - Returns: The record, or `nil` when an unlocked keyring was searched and holds none, and the place of its item
    ///   where that is known for the only one.
    private func find(_ call: Call) throws(StoreError) -> (value: StoredValue?, path: String?) {
        if call.connection.isQuietWhileLocked, let single = single(call) { return single }
        try unlock(call)
        return (try newest(of: candidates(call), call), nil)
    }

    /// Finds out whether the provider gives back what it is given, before something that counts is given to it.
    private func prove(_ call: Call) throws(StoreError) {
        if call.connection.isProven { return }
        let content = KeyringEnvelope.encode(StoredValue(payload: Secret("probe"), generation: 1))
        var probe = attributes
        probe.kind = "probe"
        try call.connection.store(
            content,
            probe,
            label: "\(label) (probe)",
            call.operation,
            call.cancellation
        )
        try confirm(content, probe, call)
        call.connection.isProven = true
        // One that stays is harmless, and the next one takes its place.
        for item in try call.connection.search(probe, call.operation, call.cancellation) {
            try? item.delete(call.operation, call.cancellation)
        }
    }

    /// Reads the one item that there usually is; `nil` proves nothing.
    private func single(_ call: Call) -> (value: StoredValue, path: String)? {
        guard let single = call.connection.loadSingle(attributes, call.cancellation) else { return nil }
        guard let value = try? KeyringEnvelope.decode(single.content) else { return nil }
        call.connection.isProven = true
        return (value, single.path)
    }

    /// Gives the only item another content, which leaves no second one behind; `false` proves nothing.
    ///
    /// What a provider says about that is believed once it was looked at.
    private func replace(_ path: String, with content: Secret, _ call: Call) -> Bool {
        let connection = call.connection
        guard connection.keepsReplacements != false,
            connection.replace(path, with: content, call.cancellation)
        else { return false }
        if connection.keepsReplacements == nil,
            let present = connection.loadSingle(attributes, call.cancellation)
        {
            connection.keepsReplacements = present.content == content
        }
        return connection.keepsReplacements == true
    }

    func write(_ value: StoredValue, replacing expected: UInt64?, _ call: Call) throws(StoreError) {
        try commit.hold(call.operation) { (folder) throws(StoreError) in
            let (found, path) = try find(call)
            // The first try may have succeeded, and only its answer have been lost.
            if call.isRepeated, found == value { return }
            guard found?.generation == expected, value.generation > expected ?? 0 else {
                throw .conflict(found: found?.generation, expected: expected)
            }
            try prove(call)
            let content = KeyringEnvelope.encode(value)
            // Whatever comes of that, the long way makes up for it, and knows what is wrong.
            if !(path.map { replace($0, with: content, call) } ?? false) {
                _ = call.connection.hasPrompted()
                try call.connection.store(
                    content,
                    attributes,
                    label: label,
                    call.operation,
                    call.cancellation
                )
                // Whoever could say no may have, and a provider need not have understood that.
                if call.connection.hasPrompted() { try confirm(content, attributes, call) }
                try removeOthers(than: value, call)
            }
            generation.announce(value.generation, in: folder)
        }
    }

    /// Deletes the record.
    ///
    /// - Parameter expected: The only generation that may be deleted, or `nil` for any.
    /// - Returns: Whether there is none now.
    @discardableResult
    func delete(only expected: UInt64? = nil, _ call: Call) throws(StoreError) -> Bool {
        try commit.hold(call.operation) { (folder) throws(StoreError) in
            try unlock(call)
            if let expected, let found = try load(call), found.generation != expected { return false }
            for item in try everyItem(call) { try item.delete(call.operation, call.cancellation) }
            let remaining = try items(call).count
            guard remaining == 0 else {
                throw StoreError(
                    .notDurable,
                    operation: call.operation,
                    detail: "\(remaining) items are still there"
                )
            }
            generation.announce(0, in: folder)
            return true
        }
    }

    /// Copies every item of the record to another kind, then deletes it.
    ///
    /// - Returns: Where the copies are, or `nil` when there was nothing.
    func setAside(at moment: Date, _ call: Call) throws(StoreError) -> String? {
        try commit.hold(call.operation) { (folder) throws(StoreError) in
            try unlock(call)
            let items = try everyItem(call)
            guard !items.isEmpty else { return nil }
            try prove(call)
            var aside = attributes
            aside.kind = "set-aside"
            for (index, item) in items.enumerated() {
                let content = try item.load(call.operation, call.cancellation)
                aside.moment = "\(Int(moment.timeIntervalSince1970))" + (index == 0 ? "" : "-\(index)")
                try call.connection.store(
                    content,
                    aside,
                    label: "\(label) (set aside)",
                    call.operation,
                    call.cancellation
                )
                try confirm(content, aside, call)
            }
            for item in items { try item.delete(call.operation, call.cancellation) }
            generation.announce(0, in: folder)
            return
                "keyring items with application=\(name.application), kind=set-aside, account=\(name.digest)"
        }
    }

    /// Reads a copy back before what it was made of goes.
    private func confirm(
        _ content: Secret,
        _ attributes: KeyringConnection.Attributes,
        _ call: Call
    ) throws(StoreError) {
        let copies = try call.connection.search(attributes, call.operation, call.cancellation)
        for copy in copies where try copy.load(call.operation, call.cancellation) == content { return }
        throw StoreError(
            .notDurable,
            operation: call.operation,
            detail: "the keyring does not give the copy back"
        )
    }

    /// Makes sure that the default collection can be searched; otherwise nothing found would mean nothing.
    func unlock(_ call: Call) throws(StoreError) {
        switch try call.connection.defaultCollection(call.operation, call.cancellation) {
        case .unlocked: return
        case .locked:
            try call.connection.unlockDefaultCollection(
                call.interaction,
                call.claim(),
                call.operation,
                call.cancellation
            )
        case .absent:
            throw StoreError(
                .notInitialised,
                operation: call.operation,
                detail: "the Secret Service has no default collection",
                remedy: "create a default keyring"
            )
        }
    }

    /// How many items there are for the record, locked ones included.
    func count(_ call: Call) throws(StoreError) -> Int {
        try call.connection.search(attributes, call.operation, call.cancellation).count
    }

    /// The items of the record, unlocked.
    private func items(_ call: Call) throws(StoreError) -> [KeyringConnection.Item] {
        let items = try call.connection.search(attributes, call.operation, call.cancellation)
        for item in items where item.isLocked { try item.unlock(call.operation, call.cancellation) }
        return items
    }

    /// The items of the record, unlocked; that there are none is proven.
    ///
    /// KeePassXC finds nothing in a database that is locked while another one is open, and says nothing of it.
    private func everyItem(_ call: Call) throws(StoreError) -> [KeyringConnection.Item] {
        let items = try items(call)
        guard items.isEmpty, !call.connection.isQuietWhileLocked, isExpected, call.hasLockedCollection()
        else { return items }
        throw StoreError(
            .locked,
            operation: call.operation,
            detail: "the record is in no collection that is open, and another one is locked",
            remedy: "unlock every keyring"
        )
    }

    /// Whether a record was put into the keyring, and not deleted since.
    private var isExpected: Bool {
        guard generation.last > 0, let text = try? note.read() else { return false }
        return BackendMarker(text.exposed)?.backend == .keyring
    }

    private func candidates(_ call: Call) throws(StoreError) -> [Candidate] {
        try everyItem(call).map { (item) throws(StoreError) in
            let content = try item.load(call.operation, call.cancellation)
            let value: Result<StoredValue, KeyringEnvelope.Invalid>
            do throws(KeyringEnvelope.Invalid) {
                value = .success(try KeyringEnvelope.decode(content))
                call.connection.isProven = true
            } catch {
                value = .failure(error)
            }
            return Candidate(item: item, modified: item.modified, value: value)
        }
    }

    private func newest(of candidates: [Candidate], _ call: Call) throws(StoreError) -> StoredValue? {
        // A newer version's record is never passed over, nor deleted as one of several.
        for case .failure(.newerFormat(let version)) in candidates.map(\.value) {
            throw StoreError(
                .newerFormat,
                operation: call.operation,
                detail: "the keyring item has format \(version)",
                remedy: "use the newer version of the app"
            )
        }
        guard let newest = candidates.max(by: { $0.rank < $1.rank }) else { return nil }
        switch newest.value {
        case .success(let value): return value
        case .failure(let error):
            throw StoreError(.damaged, operation: call.operation, detail: "the keyring item: \(error)")
        }
    }

    private func lost(_ call: Call) -> StoreError {
        StoreError(
            .notDurable,
            operation: call.operation,
            detail: "the provider does not have what it has taken"
        )
    }

    /// Deletes what a provider left beside the record instead of replacing it.
    private func removeOthers(than value: StoredValue, _ call: Call) throws(StoreError) {
        if call.connection.isSingle(attributes, call.cancellation) { return }
        let count = try count(call)
        guard count > 0 else { throw lost(call) }
        guard count > 1 else { return }
        var others = try candidates(call)
        guard
            let kept = others.firstIndex(where: { if case .success(value) = $0.value { true } else { false } }
            )
        else { throw lost(call) }
        let own = others.remove(at: kept)
        for other in others {
            do throws(StoreError) {
                try other.item.delete(call.operation, call.cancellation)
            } catch {
                // One that may not be deleted hides nothing as long as it is the older one.
                guard error.code == .locked, other.rank < own.rank else { throw error }
            }
        }
    }
}
