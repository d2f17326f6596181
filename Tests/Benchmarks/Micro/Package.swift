// swift-tools-version: 6.1
import PackageDescription

// Micro-benchmarks of the rooms, in a package of their own so that the product does not depend on
// the benchmark library. The rooms' declarations have `package` access, which ends at the package:
// so their sources are compiled here too, through the link Rooms.
let settings: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]
// The filter is the service's own affair; the benchmark imports that room as tests do.
let testable: [SwiftSetting] = settings + [.unsafeFlags(["-enable-testing"])]

let package = Package(
    name: "InvoicesMicroBenchmarks",
    dependencies: [
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
        // As in the product's manifest.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto", path: "Rooms/CCrypto"),
        .systemLibrary(name: "CBcrypt", path: "Rooms/CBcrypt"),
        .target(name: "Invoicing", path: "Rooms/Invoicing", swiftSettings: settings),
        .target(name: "Accounts", dependencies: ["Invoicing"], path: "Rooms/Accounts", swiftSettings: settings),
        .target(name: "JSON", path: "Rooms/JSON", swiftSettings: settings),
        .target(
            name: "HTTP",
            dependencies: ["JSON", .product(name: "HTTPTypes", package: "swift-http-types")],
            path: "Rooms/HTTP",
            swiftSettings: settings
        ),
        .target(
            name: "Auth",
            dependencies: ["Invoicing", "Accounts", "JSON", "CCrypto", "CBcrypt"],
            path: "Rooms/Auth",
            swiftSettings: settings
        ),
        .target(
            name: "Store",
            dependencies: [
                "Invoicing", "Accounts", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Rooms/Store",
            swiftSettings: settings
        ),
        .target(
            name: "Service",
            dependencies: [
                "Invoicing", "Accounts", "JSON", "HTTP", "Auth",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Rooms/Service",
            swiftSettings: testable
        ),
        // The library finds its benchmarks by the name of this folder.
        .executableTarget(
            name: "RoomBenchmarks",
            dependencies: [
                "Invoicing", "Accounts", "JSON", "HTTP", "Auth", "Store", "Service",
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Rooms",
            swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
