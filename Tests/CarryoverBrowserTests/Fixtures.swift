import CarryoverCore
import CarryoverStorage
import FoundationEssentials
import Testing

/// A folder for one test, with what engines left in the fixtures and a place for copies.
final class Fixtures: Sendable {
    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        + "/Fixtures/Legacy"

    let path: String

    init() throws {
        path = "/tmp/carryover-browser-test.\(UInt64.random(in: .min ... .max))"
        for folder in ["", "/run"] {
            try FileManager.default.createDirectory(
                atPath: path + folder,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Their deadline is no test's business, and megabytes take long beside a sanitizer.
    var copies: CopiedFiles { CopiedFiles(folders: [self("run")], deadline: .seconds(300)) }

    /// Copies a fixture to where it may be changed.
    func copy(_ name: String, to target: String? = nil) throws -> String {
        let target = self(target ?? name)
        try FileManager.default.copyItem(atPath: "\(Self.folder)/\(name)", toPath: target)
        return target
    }

    /// Every file of a folder with its content and its time of change.
    func state(of folder: String) throws -> [String: String] {
        var state: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            // Foundation leaks its buffer over what has no content.
            let isFile = attributes[.type] as? FileAttributeType == .typeRegular
            let isEmpty = !isFile || attributes[.size] as? Int == 0
            let bytes = isEmpty ? Data() : FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            state[name] = "\(attributes[.modificationDate] ?? "") \(bytes.hashValue)"
        }
        return state
    }

    var leftOver: [String] { (try? FileManager.default.contentsOfDirectory(atPath: self("run"))) ?? ["?"] }
}
