import CCarryover
import Carryover
import Glibc

/// A text that a C app gave: there, of a bearable length, and UTF-8.
enum TextArgument {
    /// Takes a copy of a text that may be secret.
    ///
    /// - Throws: ``Fault`` with the argument's name in it.
    static func secret(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(Fault) -> Secret {
        let bytes = try unsafe bytes(text, name)
        // Not by making a string of it, which would leave a copy behind that nobody wipes.
        do {
            _ = try unsafe UTF8Span(validating: Span(_unsafeElements: bytes))
        } catch {
            throw .invalidArgument("\(name) is not UTF-8")
        }
        return unsafe Secret(copying: UnsafeRawBufferPointer(bytes))
    }

    /// Takes a copy of a text that is no secret.
    ///
    /// - Throws: ``Fault`` with the argument's name in it.
    static func plain(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(Fault) -> String {
        let bytes = try unsafe bytes(text, name)
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw .invalidArgument("\(name) is not UTF-8")
        }
        return text
    }

    /// Takes a copy of a text that a server wrote, and that need not be UTF-8.
    ///
    /// - Throws: ``Fault`` with the argument's name in it.
    static func lenient(_ text: UnsafePointer<CChar>?, _ name: StaticString) throws(Fault) -> String {
        unsafe String(decoding: try bytes(text, name), as: UTF8.self)
    }

    private static func bytes(
        _ text: UnsafePointer<CChar>?,
        _ name: StaticString
    ) throws(Fault) -> UnsafeBufferPointer<UInt8> {
        guard let text = unsafe text else { throw .invalidArgument("\(name) is NULL") }
        let limit = Int(CARRYOVER_TEXT_MAX)
        let count = unsafe strnlen(text, limit + 1)
        guard count <= limit else { throw .invalidArgument("\(name) is longer than \(limit) bytes") }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self),
            count: count
        )
    }
}
