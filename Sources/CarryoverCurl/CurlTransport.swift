public import CarryoverCore
import Glibc
import Synchronization

/// Performs HTTP exchanges with libcurl, which is loaded when the first request is sent.
///
/// TLS is verified and at least version 1.2, HTTP/2 is used where the server offers it, and connections are
/// kept for the next request. Proxies are taken from the environment as libcurl does, but never for a
/// loopback address. There are no redirects, no cookies, and no credentials but those of the request.
///
/// A `POST` or `PATCH` reaches the server once at most. Other methods are idempotent (RFC 9110 §9.2.2);
/// libcurl sends them again when a kept connection turns out to be dead.
///
/// It may be used from any number of tasks. One thread does the work; it starts with the first request and
/// ends with ``close()`` or with the last reference. The process may end while it runs. In a process that was
/// forked after the transport was created, every request fails.
public final class CurlTransport: HTTPTransport {
    private let loop: EventLoop
    private let owner: pid_t
    private let lastID = Atomic<UInt64>(0)

    /// Creates a transport; nothing is loaded, started or connected yet.
    public convenience init(_ configuration: Configuration = Configuration()) {
        self.init(configuration, owner: getpid())
    }

    /// Creates a transport whose surroundings a test may choose.
    ///
    /// - Parameters:
    ///   - owner: The process that may use it.
    ///   - threadName: What the system shows for its thread; at most 15 bytes.
    ///   - load: Loads libcurl, on the transport's thread, and returns the reason when it cannot be used.
    package init(
        _ configuration: Configuration,
        owner: Int32,
        threadName: String = "carryover-curl",
        load: @escaping @Sendable () -> String? = { CurlMulti.unavailability }
    ) {
        self.owner = owner
        loop = EventLoop(configuration, threadName: threadName, load: load)
    }

    deinit { close() }

    /// Sends a request and returns the complete answer, whatever its status.
    ///
    /// Credentials and bodies are in memory that is overwritten afterwards, except for libcurl's own buffers.
    ///
    /// - Throws: ``TransportError``. Cancelling the task ends the transfer at once, with the code
    ///   ``TransportError/Code/cancelled``.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        // Before any lock: another thread may have held it while the process was forked.
        guard getpid() == owner else {
            let failure = TransferFailure(
                .unavailable,
                "the process was forked after the transport was created"
            )
            throw failure.error(for: request)
        }
        let id = lastID.add(1, ordering: .relaxed).newValue
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(
                    Submission(id: id, request: request, now: SuspendingClock.now, continuation: continuation)
                )
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try outcome.get()
    }

    /// Loads libcurl on the transport's thread, if it is not loaded yet.
    public func prepare() {
        guard getpid() == owner else { return }
        loop.prepare()
    }

    /// Ends all requests with the code ``TransportError/Code/cancelled`` and closes all connections.
    ///
    /// It returns at once. Requests that are sent afterwards fail in the same way.
    public func close() {
        guard getpid() == owner else { return }
        loop.close()
    }

    /// What the transport has done so far.
    package var counters: Counters { loop.counters }
}
