/// The error by which a mock server drops a connection on purpose.
struct ConnectionClosed: Error {}
