import Dispatch
import Glibc

/// Ends this process after a while, whatever else is going on: a child that does not end must not keep it.
enum LastResort {
    static func end(afterSeconds limit: Int, status: Int32, saying text: String? = nil) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limit)) {
            if let text { Output.note("carryover-demo: \(text)") }
            exit(status)
        }
    }
}
