import CarryoverCore
import Synchronization

/// An engine's local storage, in memory.
final class BrowserStorageInMemory: BrowserStorage {
    struct State {
        var items: [String: [(String, String?)]] = [:]
        var failure: LegacySourceError?
    }

    let kind = "chromium-local-storage"
    let location = "/app/*"
    private let state = Mutex(State())

    /// Puts items under an origin of a place.
    func put(_ items: [(String, String?)], at place: String = "/app/1", for origin: String = "file://") {
        state.withLock { $0.items["\(place) \(origin)"] = items }
    }

    func fail(_ reason: LegacySourceError.Reason?) {
        state.withLock {
            $0.failure = reason.map { LegacySourceError($0, place: "/app/1", detail: "scripted") }
        }
    }

    func places() async -> LegacyPaths { LegacyPaths(["/app/1", "/app/2"]) }

    func items(of origin: WebOrigin, at place: String) async throws(LegacySourceError)
        -> [BrowserStorageItem]?
    {
        let (items, failure) = state.withLock { ($0.items["\(place) \(origin.text)"], $0.failure) }
        if let failure { throw failure }
        return items?.map { BrowserStorageItem(key: $0.0, value: $0.1.map { Secret($0) }) }
    }
}
