import CarryoverCore

/// A request on its way to the loop, with the task that waits for its answer.
struct Submission: Sendable {
    let id: UInt64
    let request: HTTPRequest
    let deadline: SuspendingClock.Instant
    private let continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>

    /// Creates a submission.
    ///
    /// The request's time limit is kept between a millisecond and an hour: zero would mean none to libcurl.
    init(
        id: UInt64,
        request: HTTPRequest,
        now: SuspendingClock.Instant,
        continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>
    ) {
        self.id = id
        self.request = request
        self.continuation = continuation
        deadline = now + min(max(request.timeout, .milliseconds(1)), .seconds(3600))
    }

    /// Hands the outcome to the waiting task; to be called exactly once.
    func answer(_ outcome: Result<HTTPResponse, TransferFailure>) {
        continuation.resume(returning: outcome.mapError { $0.error(for: request) })
    }
}
