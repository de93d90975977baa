/// Logins that a web app has left in the local storage of its browser engine, in the format of the library it used.
///
/// They can be read and nothing else: only the engine itself may write what it has open. A rotated login is kept in the
/// own store, and the old one is revoked without having been erased, which is reported.
package struct BrowserStorageSource: LegacySource {
    package let isWritable = false
    private let storage: any BrowserStorage
    private let origin: WebOrigin
    private let format: any LegacyFormat

    package init(storage: any BrowserStorage, origin: WebOrigin, format: any LegacyFormat) {
        self.storage = storage
        self.origin = origin
        self.format = format
    }

    package var kind: String { storage.kind }

    package var location: String { name(of: storage.location) }

    package func find() async -> LegacyFinding {
        var finding = LegacyFinding()
        let places = await storage.places()
        finding.unreadable += places.unreadable.map { .unreadable($0) }
        for place in places.found {
            do {
                guard let items = try await storage.items(of: origin, at: place) else { continue }
                add(items, from: name(of: place), to: &finding)
            } catch {
                if error.reason == .malformed {
                    finding.malformed.append(error)
                } else {
                    finding.unreadable.append(error)
                }
            }
        }
        return finding
    }

    package func writeBack(
        _ rotated: LegacyCredential,
        replacing old: LegacyEntry
    ) async throws(LegacySourceError) {
        throw readOnly(old.place)
    }

    package func erase(_ entry: LegacyEntry) async throws(LegacySourceError) {
        throw readOnly(entry.place)
    }

    private func name(of place: String) -> String { "\(place) (\(origin.text))" }

    private func readOnly(_ place: String) -> LegacySourceError {
        LegacySourceError(
            .readOnly,
            place: place,
            detail:
                "only the browser engine may write its local storage; let the app's pages remove the entry"
        )
    }

    /// The items as the JSON object that a file of them would hold.
    private func add(_ items: [BrowserStorageItem], from place: String, to finding: inout LegacyFinding) {
        var members: [(String, JSONValue)] = []
        for item in items {
            guard let value = item.value else {
                let detail = "a value is encoded in no known way"
                finding.malformed.append(LegacySourceError(.malformed, place: place, detail: detail))
                continue
            }
            members.append((item.key, .string(value.exposed)))
        }
        finding.add(Secret(JSONValue.object(JSONObject(members)).text), format: format, place: place)
    }
}
