import Glibc
import Testing

/// libsecret is loaded at run time, so no compiler sees its headers; this one does, where they are installed.
struct LibsecretHeadersTests {
    static var areInstalled: Bool { access("/usr/include/libsecret-1/libsecret/secret.h", R_OK) == 0 }

    @Test(.enabled(if: areInstalled, "libsecret-1-dev is not installed"))
    func `What the shim declares is what the headers say`() throws {
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/"
        )
        let command = """
            cc -fsyntax-only $(pkg-config --cflags libsecret-1) -I '\(tests)/../Sources/CCarryoverSecret' \
            '\(tests)/SecretService/libsecret_headers.c' 2>&1
            """
        let compiler = try ChildProcess("sh", "-c", command)
        let complaint = compiler.line()
        #expect(compiler.wait() == 0, "\(complaint)")
    }
}
