/// How much life a C app wants a token to have.
enum Lifetime {
    /// - Throws: ``Fault`` where it is none that makes sense.
    static func minimum(_ seconds: Int64) throws(Fault) -> Duration {
        guard (0...31_536_000).contains(seconds) else {
            throw .invalidArgument("min_ttl_seconds is not from 0 to 31536000")
        }
        return .seconds(seconds)
    }
}
