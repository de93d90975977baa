package import FoundationEssentials

extension LegacyFinding {
    /// Adds what a document holds that was written then.
    package mutating func add(
        _ content: Secret,
        format: any LegacyFormat,
        place: String,
        writtenAt: Date? = nil
    ) {
        do throws(JSONError) {
            let document = try LegacyTokenDocument(content, format: format, writtenAt: writtenAt)
            entries += document.logins.map { LegacyEntry(credential: $0.credential, place: place) }
            malformed += document.faults.map { LegacySourceError(.malformed, place: place, detail: $0) }
            // What erasing leaves of a shared document is one without a login, too: no fault of anybody's.
            if document.logins.isEmpty, document.faults.isEmpty { withoutLogin.append(place) }
        } catch {
            malformed.append(.malformed(error, place: place))
        }
    }
}

extension LegacySourceError {
    /// A place exists and could not be read.
    package static func unreadable(_ error: LegacyFileError) -> LegacySourceError {
        var fault = LegacySourceError(
            .unreadable,
            place: error.path,
            detail: "\(error.reason.rawValue), \(error.detail)"
        )
        // No app keeps a login in a folder's name or in a pipe.
        fault.hidesNothing = error.reason == .notAFile
        return fault
    }

    /// What stands in a place is not JSON.
    package static func malformed(_ error: JSONError, place: String) -> LegacySourceError {
        LegacySourceError(.malformed, place: place, detail: "not a JSON document: \(error)")
    }

    /// A place holds another login by now.
    package static func holdsAnother(_ place: String) -> LegacySourceError {
        LegacySourceError(.writeFailed, place: place, detail: "it holds another login now")
    }
}
