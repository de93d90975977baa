import CarryoverCore
import CarryoverStorage

extension LegacySourceSettings {
    /// The formats of libraries that run in a browser, and so keep their logins in its local storage.
    private static let webFormats = [
        "auth0-spa-js", "oidc-client-ts", "okta-auth-js", "supabase", "firebase",
    ]

    static func browserStorage(
        _ reader: inout ConfigurationReader,
        _ engine: BrowserEngine,
        issuer: String?
    ) throws(ConfigurationError) -> LegacySourceSettings {
        guard let storage = engine.storage else {
            throw ConfigurationError(
                reader.path(of: "kind"),
                "this build has no \(engine.kind); build with the package trait \(engine.trait), or let the old "
                    + "version of the app write its entries to a file, and name that file's format"
            )
        }
        guard let path = try reader.filePattern("path") else {
            throw ConfigurationError(reader.path(of: "path"), "is missing")
        }
        guard let origin = WebOrigin(try reader.required("origin")) else {
            throw ConfigurationError(
                reader.path(of: "origin"),
                "an origin such as https://app.example.com, file:// or tauri://localhost is expected"
            )
        }
        let name = try reader.required("format")
        let format: any LegacyFormat
        if name == "json" {
            format = try pointers(&reader)
        } else if webFormats.contains(name), let known = try Self.format(name, &reader, issuer: issuer) {
            format = known
        } else {
            let choice = (["json"] + webFormats).joined(separator: ", ")
            throw ConfigurationError(reader.path(of: "format"), "one of \(choice) is expected")
        }
        let copies = CopiedFiles(folders: reader.environment.temporaryFolders)
        return .browserStorage({ storage(path, $0, copies) }, origin: origin, format: format)
    }
}
