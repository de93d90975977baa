// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who builds the library builds a fuzzer.
let package = Package(
    name: "carryover-fuzz",
    dependencies: [.package(name: "swift-carryover", path: "../..")],
    targets: [
        .target(
            name: "FuzzTargets",
            dependencies: [
                .product(name: "Carryover", package: "swift-carryover"),
                .product(name: "CarryoverAdmin", package: "swift-carryover"),
            ],
            path: "Cases/Targets"
        ),
        .executableTarget(
            name: "carryover-fuzz",
            dependencies: ["FuzzTargets"],
            path: "Fuzzer",
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
