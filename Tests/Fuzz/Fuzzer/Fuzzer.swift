import FuzzTargets
import Glibc

// libFuzzer has the main function and calls this for each input. Which parser it goes to, a variable says.

private let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
        print("FUZZ_TARGET must be one of \(names)")
        exit(2)
    }
    return target
}()

/// One input, as libFuzzer gives it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
