// swift-format-ignore-file

import Carryover

let configuration = try Configuration(json: Secret(#"""
    { "app": "com.example.notes",
      "provider": { "kind": "supertokens", "api_domain": "https://api.example.com" },
      "legacy": { "sources": [ { "kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json" } ] } }
    """#))
let manager = SessionManager.make(configuration)
let report = await manager.start()                  // restored, migrated, or signed out
let token = try await manager.accessToken()         // fresh; refreshed first if it must be
