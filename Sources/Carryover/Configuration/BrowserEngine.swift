import CarryoverCore
import CarryoverStorage

#if ChromiumLocalStorage
    import CarryoverChromium
#endif
#if WebKitLocalStorage
    import CarryoverWebKit
#endif

/// A browser engine whose local storage a build reads where the engine's package trait is enabled.
enum BrowserEngine {
    case chromium, webKit

    /// The kind of source, as the configuration names it.
    var kind: String {
        switch self {
        case .chromium: "chromium-local-storage"
        case .webKit: "webkit-local-storage"
        }
    }

    /// The package trait that links what reading it takes.
    var trait: String {
        switch self {
        case .chromium: "ChromiumLocalStorage"
        case .webKit: "WebKitLocalStorage"
        }
    }

    /// Makes its storage at a path or pattern; `nil` where this build does without.
    var storage: (@Sendable (_ path: String, _ files: any LegacyFiles, CopiedFiles) -> any BrowserStorage)? {
        switch self {
        case .chromium:
            #if ChromiumLocalStorage
                { ChromiumLocalStorage(path: $0, files: $1, copies: $2) }
            #else
                nil
            #endif
        case .webKit:
            #if WebKitLocalStorage
                { WebKitLocalStorage(path: $0, files: $1, copies: $2) }
            #else
                nil
            #endif
        }
    }
}
