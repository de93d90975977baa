// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "swift-carryover",
    products: [
        .library(name: "Carryover", targets: ["Carryover"]),
        .library(name: "CarryoverAdmin", targets: ["CarryoverAdmin"]),
        .library(name: "CarryoverTesting", targets: ["CarryoverTesting"]),
        .library(name: "CarryoverVerifier", targets: ["CarryoverVerifier"]),
        .executable(name: "carryover-demo", targets: ["carryover-demo"]),
        .executable(name: "carryover-mock", targets: ["carryover-mock"]),
    ],
    traits: [
        .trait(
            name: "ChromiumLocalStorage",
            description: "Reads old logins from the local storage of Chromium and Electron; takes libleveldb."
        ),
        .trait(
            name: "WebKitLocalStorage",
            description: "Reads old logins from the local storage of WebKitGTK and Tauri; takes libsqlite3."
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        // The core: decisions only. It knows no socket, no file and no clock but those it is given.
        .target(
            name: "CarryoverCore",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]
        ),

        // The adapters: one Swift file and one small C shim for each C library.
        .target(name: "CCarryoverCurl"),
        .target(name: "CarryoverCurl", dependencies: ["CarryoverCore", "CCarryoverCurl"]),
        .target(name: "CCarryoverSecret"),
        .target(name: "CCarryoverFork"),
        .systemLibrary(name: "CFileCalls"),
        .target(
            name: "CarryoverStorage",
            dependencies: [
                "CarryoverCore",
                "CCarryoverFork",
                "CCarryoverSecret",
                "CFileCalls",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),

        // Local storage of browser engines, each behind its trait: without it nothing of the library is needed.
        .systemLibrary(name: "CLevelDB"),
        .systemLibrary(name: "CSQLite"),
        .target(
            name: "CarryoverChromium",
            dependencies: [
                "CarryoverCore", "CarryoverStorage",
                .target(name: "CLevelDB", condition: .when(traits: ["ChromiumLocalStorage"])),
            ]
        ),
        .target(
            name: "CarryoverWebKit",
            dependencies: [
                "CarryoverCore", "CarryoverStorage",
                .target(name: "CSQLite", condition: .when(traits: ["WebKitLocalStorage"])),
            ]
        ),

        // What an app imports.
        .target(
            name: "Carryover",
            dependencies: [
                "CarryoverCore",
                "CarryoverCurl",
                "CarryoverStorage",
                .target(name: "CarryoverChromium", condition: .when(traits: ["ChromiumLocalStorage"])),
                .target(name: "CarryoverWebKit", condition: .when(traits: ["WebKitLocalStorage"])),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // What takes a management key, and so belongs on no user's machine.
        .target(name: "CarryoverAdmin", dependencies: ["Carryover", "CarryoverCore", "CarryoverStorage"]),
        .target(
            name: "CarryoverTesting",
            dependencies: ["CarryoverCore"]
        ),

        // For the backend of the same app: whose token is this, and is it genuine?
        .target(
            name: "CarryoverVerifier",
            dependencies: [
                "CarryoverCore",
                .product(name: "JWTKit", package: "jwt-kit"),
            ]
        ),

        // README's ten lines: an app that takes the product `Carryover` and nothing else. Tests/support/guards looks into it.
        .executableTarget(
            name: "smallest-app",
            dependencies: ["Carryover"],
            path: "Tests/support/SmallestApp"
        ),

        // What load a release puts on the migration endpoint, with the real policy code.
        .executableTarget(
            name: "fleet",
            dependencies: [
                "CarryoverCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Fleet"
        ),

        // What saving and loading costs; Tests/Benchmarks/storage/run holds it against the bare medium.
        .executableTarget(
            name: "storage-benchmark",
            dependencies: ["CarryoverCore", "CarryoverStorage"],
            path: "Tests/Benchmarks/storage/StorageBenchmark"
        ),

        // The other side of the wire. It shares no code with the library, so that it cannot share its mistakes; what
        // the library has to say about tokens is brought along by the program that runs it.
        .target(
            name: "MockIdentity",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]
        ),
        .executableTarget(
            name: "carryover-mock",
            dependencies: [
                "CarryoverVerifier",
                "MockIdentity",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Demo/carryover-mock"
        ),
        .executableTarget(
            name: "carryover-demo",
            dependencies: [
                "Carryover",
                "CarryoverAdmin",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Demo/carryover-demo",
            // Nobody links to a program, and the names that it would offer are a fifteenth of a static one.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-Xlinker", "--no-export-dynamic", "-use-ld=lld", "-Xlinker", "--icf=safe",
                        // The runtime finds its tables by the names of their sections.
                        "-Xlinker", "-z", "-Xlinker", "nostart-stop-gc",
                        // Relocations of a tenth of the size, and fewer pages to read at every start.
                        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                    ],
                    .when(configuration: .release)
                )
            ]
        ),

        .testTarget(
            name: "CarryoverCoreTests",
            dependencies: [
                "CarryoverCore", "CarryoverTesting",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "CarryoverStorageTests",
            dependencies: ["CarryoverCore", "CarryoverStorage", "CarryoverTesting"]
        ),
        // An app that is running and has its local storage open.
        .target(
            name: "LevelDBWriter",
            dependencies: [.target(name: "CLevelDB", condition: .when(traits: ["ChromiumLocalStorage"]))],
            path: "Tests/support/LevelDBWriter"
        ),
        .testTarget(
            name: "CarryoverBrowserTests",
            dependencies: [
                "CarryoverChromium", "CarryoverCore", "CarryoverStorage", "CarryoverTesting",
                "CarryoverWebKit",
                "LevelDBWriter",
                .target(name: "CSQLite", condition: .when(traits: ["WebKitLocalStorage"])),
            ]
        ),
        .testTarget(
            name: "CarryoverTests",
            dependencies: ["Carryover", "CarryoverCore", "CarryoverStorage", "CarryoverTesting"]
        ),
        .testTarget(
            name: "CarryoverAdminTests",
            dependencies: ["CarryoverAdmin", "CarryoverCore", "CarryoverStorage", "CarryoverTesting"]
        ),
        .testTarget(name: "CarryoverCurlTests", dependencies: ["CarryoverCore", "CarryoverCurl"]),
        .testTarget(
            name: "CarryoverVerifierTests",
            dependencies: [
                "CarryoverCore",
                "CarryoverTesting",
                "CarryoverVerifier",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]
        ),
        .testTarget(
            name: "FuzzTests",
            dependencies: ["CarryoverAdmin", "CarryoverCore", "CarryoverStorage"],
            path: "Tests/Fuzz/Cases"
        ),
        .testTarget(
            name: "MockIdentityTests",
            dependencies: ["MockIdentity", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .testTarget(
            name: "DemoTests",
            dependencies: ["Carryover", "carryover-demo"]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Carryover", "CarryoverTesting", "LevelDBWriter", "MockIdentity", "carryover-demo",
                "carryover-mock", "fleet",
            ],
            exclude: ["GenuineProvider"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// The C interface. Its functions are checked against the header that C apps include, which takes `@c` (SE-0495).
#if compiler(>=6.3)
    let versionScript = "\(Context.packageDirectory)/Sources/CarryoverC/carryover.map"
    package.products.append(.library(name: "carryover", type: .dynamic, targets: ["CarryoverC"]))
    package.targets += [
        .target(name: "CCarryover"),
        .target(
            name: "CarryoverC",
            dependencies: ["CCarryover", "Carryover"],
            exclude: ["Installation", "Packaging", "carryover.map", "install"],
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "-soname=libcarryover.so.0",
                    "-Xlinker", "--version-script=\(versionScript)",
                    // The Swift runtime cannot be unloaded: it has threads.
                    "-Xlinker", "-z", "-Xlinker", "nodelete",
                ]),
                .unsafeFlags(
                    [
                        // A target machine has no Swift runtime; the package manager sees to that for programs only.
                        "-static-stdlib",
                        "-use-ld=lld", "-Xlinker", "--icf=safe",
                        // The runtime finds its tables by the names of their sections.
                        "-Xlinker", "-z", "-Xlinker", "nostart-stop-gc",
                        // Relocations of a tenth of the size, and a third less memory in every process.
                        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                        // What the loader has filled in is not written to afterwards.
                        "-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now",
                    ],
                    .when(configuration: .release)
                ),
            ]
        ),
    ]
#endif

for target in package.targets where target.type != .system {
    var settings = target.swiftSettings ?? []
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    settings.append(.enableUpcomingFeature("ExistentialAny"))
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    settings.append(.enableUpcomingFeature("MemberImportVisibility"))
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    settings.append(.enableUpcomingFeature("InternalImportsByDefault"))
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    settings.append(.enableUpcomingFeature("NonisolatedNonsendingByDefault"))
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
    settings.append(.enableUpcomingFeature("InferIsolatedConformances"))
    let touchingC = [
        "CarryoverC", "CarryoverChromium", "CarryoverCurl", "CarryoverStorage", "CarryoverWebKit",
    ]
    if touchingC.contains(target.name) {
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
        settings.append(.strictMemorySafety())
    }
    target.swiftSettings = settings
}
