public import CCarryover
import Carryover
import Glibc

/// Opens a session from the text of a configuration; see `carryover.h`.
@c @implementation
public func carryover_open_json(
    _ configuration: UnsafePointer<CChar>?,
    _ options: UnsafePointer<carryover_options>?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe session?.pointee = nil
    return unsafe Call.run(error) { () throws(Fault) in
        let text = try unsafe TextArgument.secret(configuration, "configuration")
        try unsafe open(text, options, session)
    }
}

/// Opens a session from a configuration file; see `carryover.h`.
@c @implementation
public func carryover_open_file(
    _ path: UnsafePointer<CChar>?,
    _ options: UnsafePointer<carryover_options>?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> carryover_result {
    unsafe session?.pointee = nil
    return unsafe Call.run(error) { () throws(Fault) in
        let path = try unsafe TextArgument.plain(path, "path")
        try unsafe open(try ConfigurationFile.read(path), options, session)
    }
}

/// Closes a session; see `carryover.h`.
@c @implementation
public func carryover_close(_ session: OpaquePointer?) {
    guard unsafe session != nil, !carryover_platform_is_forked() else { return }
    let reference = unsafe Reference(session)
    guard let object = References.sessions.remove(reference) else {
        return Misuse.note("carryover_close", reference)
    }
    object.close()
}

private func open(
    _ text: Secret,
    _ options: UnsafePointer<carryover_options>?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?
) throws(Fault) {
    guard let session = unsafe session else { throw .invalidArgument("session is NULL") }
    let choices = try unsafe OpeningOptions(options)
    let configuration: Configuration
    do {
        configuration = try Configuration(json: text)
    } catch {
        throw Fault(error)
    }
    guard carryover_platform_claim() else { throw .forked }
    let object = try OpenSession(
        configuration,
        isInteractive: choices.isInteractive,
        passphrase: choices.passphrase
    )
    guard let reference = References.sessions.insert(object) else { throw .noResources }
    unsafe session.pointee = reference.pointer
}
