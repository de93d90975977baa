// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "carryover-benchmarks",
    dependencies: [.package(name: "swift-carryover", path: "../..")],
    targets: [
        .target(name: "AllocationCount", path: "AllocationCount"),
        .executableTarget(
            name: "measure",
            dependencies: [
                "AllocationCount",
                .product(name: "Carryover", package: "swift-carryover"),
                .product(name: "CarryoverTesting", package: "swift-carryover"),
                // Built with the same settings, to be measured from outside.
                .product(name: "carryover-demo", package: "swift-carryover"),
            ],
            path: "Measure"
        ),
    ],
    swiftLanguageModes: [.v6]
)
