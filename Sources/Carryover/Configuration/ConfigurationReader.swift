import CarryoverCore
import Glibc

/// Reads one object of a configuration and remembers which keys it was asked for, so that a misspelt one is noticed.
struct ConfigurationReader {
    let path: String
    let environment: ProcessEnvironment
    private let object: JSONObject
    /// There are few, and comparing costs less than hashing each of them.
    private var known: [String] = []

    init(_ object: JSONObject, path: String, environment: ProcessEnvironment) {
        self.object = object
        self.path = path
        self.environment = environment
    }

    /// The path of a key in this object.
    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Refuses keys that nobody asked for.
    func finish() throws(ConfigurationError) {
        for member in object.members where !known.contains(member.name) {
            throw ConfigurationError(path(of: member.name), "unknown key")
        }
    }

    private mutating func value(_ key: String) -> JSONValue? {
        known.append(key)
        guard let value = object[key], value != .null else { return nil }
        return value
    }

    // MARK: Strings

    mutating func string(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = value(key) else { return nil }
        return try string(value, at: path(of: key))
    }

    /// A string, or the variable that stands for it.
    private func string(_ value: JSONValue, at path: String) throws(ConfigurationError) -> String {
        if let text = value.string { return text }
        guard let object = value.object, object.members.count == 1, let name = object["env"]?.string else {
            throw ConfigurationError(path, #"a string, or {"env": "NAME"}, is expected"#)
        }
        guard let text = environment.variables[name] else {
            throw ConfigurationError(path, "the environment variable \(name) is not set")
        }
        return text
    }

    mutating func required(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try string(key), !text.isEmpty else {
            throw ConfigurationError(path(of: key), "is missing")
        }
        return text
    }

    /// The name of a header field or of a cookie: a token of RFC 9110 §5.6.2.
    mutating func token(_ key: String) throws(ConfigurationError) -> String? {
        guard let name = try string(key) else { return nil }
        guard !name.isEmpty,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) })
        else { throw ConfigurationError(path(of: key), "the name of a header field or cookie is expected") }
        return name
    }

    mutating func strings(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let value = value(key) else { return nil }
        guard let elements = value.array else {
            throw ConfigurationError(path(of: key), "an array is expected")
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            texts.append(try string(element, at: "\(path(of: key))[\(index)]"))
        }
        return texts
    }

    /// An object whose members, of any name, are all strings.
    mutating func texts(_ key: String) throws(ConfigurationError) -> [String: String]? {
        guard let value = value(key) else { return nil }
        guard let object = value.object, !object.members.isEmpty else {
            throw ConfigurationError(path(of: key), "an object of strings is expected")
        }
        var texts: [String: String] = [:]
        for member in object.members {
            texts[member.name] = try string(member.value, at: "\(path(of: key)).\(member.name)")
        }
        return texts
    }

    /// A word out of a list.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ key: String,
        _ type: Word.Type
    ) throws(ConfigurationError) -> Word? where Word.RawValue == String {
        guard let text = try string(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let choice = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(path(of: key), "one of \(choice) is expected")
        }
        return word
    }

    // MARK: Other values

    mutating func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let flag = value.bool else {
            throw ConfigurationError(path(of: key), "true or false is expected")
        }
        return flag
    }

    mutating func seconds(
        _ key: String,
        in range: ClosedRange<Double>
    ) throws(ConfigurationError) -> Duration? {
        try number(key, in: range).map { .seconds($0) }
    }

    mutating func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.double, range.contains(number) else {
            throw ConfigurationError(
                path(of: key),
                "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)) is expected"
            )
        }
        return number
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int64(number)) : String(number)
    }

    mutating func endpoint(_ key: String) throws(ConfigurationError) -> Endpoint? {
        guard let text = try string(key) else { return nil }
        return try endpoint(text, at: path(of: key))
    }

    mutating func requiredEndpoint(_ key: String) throws(ConfigurationError) -> Endpoint {
        try endpoint(try required(key), at: path(of: key))
    }

    func endpoint(_ text: String, at path: String) throws(ConfigurationError) -> Endpoint {
        do {
            return try Endpoint(text)
        } catch .plainText(let host) {
            throw ConfigurationError(
                path,
                "plain http is accepted for this very machine only, not for \(host)"
            )
        } catch {
            throw ConfigurationError(path, "an absolute https URL is expected")
        }
    }

    mutating func filePath(_ key: String) throws(ConfigurationError) -> String? {
        guard let text = try string(key) else { return nil }
        guard !text.isEmpty, !text.contains("\0"), let path = environment.expand(text) else {
            throw ConfigurationError(
                path(of: key),
                "a path is expected, and what it starts with must be known"
            )
        }
        return path
    }

    /// A file that has to be there already.
    mutating func readableFile(_ key: String) throws(ConfigurationError) -> String? {
        guard let file = try filePath(key) else { return nil }
        guard access(file, R_OK) == 0 else {
            throw ConfigurationError(path(of: key), "the file cannot be read")
        }
        return file
    }

    /// A path that may hold wildcards; those that the home folder happens to have in its name are none.
    mutating func filePattern(_ key: String) throws(ConfigurationError) -> String? {
        guard let text = try string(key) else { return nil }
        guard !text.isEmpty, !text.contains("\0"), let path = environment.expandPattern(text) else {
            throw ConfigurationError(
                self.path(of: key),
                "a path is expected, and what it starts with must be known"
            )
        }
        return path
    }

    mutating func pointer(_ key: String) throws(ConfigurationError) -> JSONPointer? {
        guard let text = try string(key) else { return nil }
        guard let pointer = JSONPointer(text), !pointer.tokens.isEmpty else {
            throw ConfigurationError(path(of: key), "a JSON Pointer such as /tokens/access_token is expected")
        }
        return pointer
    }

    // MARK: Nested objects

    mutating func object(_ key: String) throws(ConfigurationError) -> ConfigurationReader? {
        guard let value = value(key) else { return nil }
        guard let object = value.object else {
            throw ConfigurationError(path(of: key), "an object is expected")
        }
        return ConfigurationReader(object, path: path(of: key), environment: environment)
    }

    mutating func objects(_ key: String) throws(ConfigurationError) -> [ConfigurationReader] {
        guard let value = value(key) else { return [] }
        guard let elements = value.array else {
            throw ConfigurationError(path(of: key), "an array is expected")
        }
        var readers: [ConfigurationReader] = []
        for (index, element) in elements.enumerated() {
            let path = "\(path(of: key))[\(index)]"
            guard let object = element.object else { throw ConfigurationError(path, "an object is expected") }
            readers.append(ConfigurationReader(object, path: path, environment: environment))
        }
        return readers
    }
}
