import CarryoverCore
import Glibc

/// A path whose components may hold `*`, `?` and `[…]`.
///
/// A component that is the name of something there means that, whatever characters it has: folders are called
/// `My [App]`.
package struct PathPattern {
    let text: String

    /// The pattern that a path alone matches, whatever characters it has.
    package static func literal(_ path: String) -> String {
        path.map { "*?[".contains($0) ? "[\($0)]" : String($0) }.joined()
    }

    init(_ text: String) { self.text = text }

    /// The paths that exist and match, sorted; without a wildcard the path itself, whether it exists or not.
    func expand(calls: FileSystemCalls) -> LegacyPaths {
        guard Self.hasWildcard(text[...]) else { return LegacyPaths([text]) }
        var paths = LegacyPaths([text.hasPrefix("/") ? "/" : ""])
        for component in text.split(separator: "/") {
            let folders = paths.found
            paths.found = []
            for folder in folders { add(matchesOf: component, in: folder, to: &paths, calls: calls) }
        }
        paths.found.sort()
        return paths
    }

    private func add(
        matchesOf component: Substring,
        in folder: String,
        to paths: inout LegacyPaths,
        calls: FileSystemCalls
    ) {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        let path = prefix + component
        do throws(SystemCallFailure) {
            _ = try calls.fstatat(FileSystemCalls.workingDirectory, path, 0)
            return paths.found.append(path)
        } catch {
            // A pattern may well be longer than any name.
            let isAbsent = error.provesAbsence || error.number == ENAMETOOLONG
            if !isAbsent { return paths.unreadable.append(error.legacyError(path)) }
        }
        guard Self.hasWildcard(component) else { return }
        do throws(SystemCallFailure) {
            paths.found += try calls.list(folder.isEmpty ? "." : folder)
                .filter { unsafe fnmatch(String(component), $0, FNM_PERIOD) == 0 }
                .map { prefix + $0 }
        } catch {
            if !error.provesAbsence { paths.unreadable.append(error.legacyError(folder)) }
        }
    }

    private static func hasWildcard(_ text: Substring) -> Bool {
        text.contains { "*?[".contains($0) }
    }
}
