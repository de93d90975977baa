import Dispatch
import Glibc

/// The keys that are pressed, one by one.
final class Keys: Sendable {
    /// Dispatch's sources may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    init(_ tell: @escaping @Sendable (WatchInput) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        self.source = source
        source.setEventHandler {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            guard count > 0 else { return tell(.keysEnded) }
            for byte in bytes[..<count] { tell(.key(byte)) }
        }
        source.resume()
    }

    func close() { source.cancel() }
}
