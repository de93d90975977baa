import Glibc

/// A terminal's settings as one line of text.
enum TerminalSettings {
    static func text(_ settings: termios) -> String {
        withUnsafeBytes(of: settings) { bytes in bytes.map(String.init).joined(separator: " ") }
    }

    /// The settings that a line describes, or `nil` if it describes none.
    static func parse(_ text: String) -> termios? {
        let bytes = text.split(separator: " ").compactMap { UInt8($0) }
        guard bytes.count == MemoryLayout<termios>.size else { return nil }
        var settings = termios()
        withUnsafeMutableBytes(of: &settings) { $0.copyBytes(from: bytes) }
        return settings
    }
}
