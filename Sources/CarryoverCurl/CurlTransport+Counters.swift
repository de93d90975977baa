extension CurlTransport {
    /// What a transport has done so far, for tests and for `doctor`.
    package struct Counters: Sendable, Equatable {
        /// Connections that were made.
        package var connectionsOpened = 0
        /// Requests that libcurl works on at present.
        package var transfersRunning = 0
        /// Requests that wait for others to end.
        package var transfersWaiting = 0
    }
}
