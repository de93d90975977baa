import CarryoverCore
import Glibc
import MockIdentity
import Testing

/// A machine that has no libsecret, as many servers have none, or a broken one: everything starts, and says so.
@Suite struct MissingLibraryTests {
    /// Puts another file in the place of libsecret for whoever loads it while the program runs.
    static let hiding = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <string.h>
        void *dlopen(const char *name, int flags) {
            void *(*next)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
            return next(name && strstr(name, "libsecret") ? getenv("OTHER_LIBSECRET") : name, flags);
        }
        """

    func hide(in installation: Installation) async throws {
        let source = "\(installation.folder)/hiding.c"
        try installation.write(Self.hiding, to: source)
        let compiler = try Program(
            "/bin/sh",
            ["-c", "exec cc -shared -fPIC -o '\(installation.folder)/hiding.so' '\(source)'"],
            environment: installation.environment
        )
        try #require(await compiler.finish().exitCode == 0)
    }

    func demo(_ installation: Installation, _ arguments: String...) async throws -> Finished {
        var environment = installation.environment
        environment["OTHER_LIBSECRET"] = "\(installation.folder)/libsecret-1.so.0"
        environment["LD_PRELOAD"] = "\(installation.folder)/hiding.so"
        // An address that would be tried if there were a library.
        environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        return try await Program.run(
            "carryover-demo",
            arguments + ["--config", installation.configurationFile],
            environment: environment
        )
    }

    static var hasCompiler: Bool {
        ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].contains { (path: String) in access(path, X_OK) == 0
        }
    }

    @Test(.enabled(if: hasCompiler && Installation.environmentValue("LD_PRELOAD") == nil, "no C compiler"))
    func `Without libsecret the file is used, and the keyring is refused for what it is`() async throws {
        try await Installation.run { installation in
            try await hide(in: installation)
            try installation.configure { $0["storage"] = ["backend": "auto"] }
            try await installation.leaveLegacyLogin()
            let start = try await demo(installation, "start")
            #expect(start.exitCode == 0, "\(start.errors)")
            #expect(start.errors.contains("encrypted file: libsecret is not installed"))
            let doctor = try await demo(installation, "doctor", "--json")
            #expect(doctor.exitCode == 0, "\(doctor.output)")
            #expect(doctor.output.contains("libsecret is not installed"))
            #expect(doctor.output.contains("install libsecret"))

            try installation.configure { $0["storage"] = ["backend": "keyring"] }
            let refused = try await demo(installation, "doctor", "--json")
            #expect(refused.exitCode == 4)
            #expect(refused.output.contains("no-library"))
        }
    }

    @Test(.enabled(if: hasCompiler && Installation.environmentValue("LD_PRELOAD") == nil, "no C compiler"))
    func `A libsecret that cannot be loaded is no reason to keep a session in a file`() async throws {
        try await Installation.run { installation in
            try await hide(in: installation)
            try installation.write("no library", to: "\(installation.folder)/libsecret-1.so.0")
            try installation.configure { $0["storage"] = ["backend": "auto"] }
            try await installation.leaveLegacyLogin()
            #expect(try await demo(installation, "start").exitCode == 4)
            #expect(!installation.files(below: installation.folder).contains { $0.hasSuffix(".session") })
            let doctor = try await demo(installation, "doctor", "--json")
            #expect(doctor.exitCode == 4)
            #expect(doctor.output.contains("broken-library"))
            #expect(doctor.output.contains("libsecret cannot be used"))
            #expect(
                !doctor.output.contains("not installed") && !doctor.output.contains("nobody provides one")
            )
        }
    }
}
