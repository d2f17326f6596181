// swift-tools-version: 6.1
import PackageDescription

// Micro-benchmarks of the rooms, in a package of their own so that the product does not depend on
// the benchmark library. The rooms' declarations have `package` access, which ends at the package:
// so their sources are compiled here too, through the link Rooms.
let settings: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "InvoicesMicroBenchmarks",
    dependencies: [
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
        // As in the product's manifest.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto", path: "Rooms/CCrypto"),
        .systemLibrary(name: "CBcrypt", path: "Rooms/CBcrypt"),
        .target(
            name: "Primitives", dependencies: [], path: "Rooms/Primitives", swiftSettings: settings),
        .target(
            name: "Ledger", dependencies: ["Primitives"], path: "Rooms/Ledger", swiftSettings: settings),
        .target(
            name: "Accounts", dependencies: ["Primitives"], path: "Rooms/Accounts", swiftSettings: settings),
        .target(
            name: "Application", dependencies: ["Primitives", "Ledger", "Accounts"], path: "Rooms/Application",
            swiftSettings: settings),
        .target(
            name: "JSON", dependencies: [], path: "Rooms/JSON", swiftSettings: settings),
        .target(
            name: "LedgerCodec", dependencies: ["Primitives", "Ledger", "JSON"], path: "Rooms/LedgerCodec",
            swiftSettings: settings),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], path: "Rooms/SQLiteStore", swiftSettings: settings),
        .target(
            name: "DatabaseFiles",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec", "SQLiteStore",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], path: "Rooms/DatabaseFiles", swiftSettings: settings),
        .target(
            name: "HTTP", dependencies: ["JSON", .product(name: "HTTPTypes", package: "swift-http-types")],
            path: "Rooms/HTTP", swiftSettings: settings),
        .target(
            name: "Auth", dependencies: ["Primitives", "Accounts", "JSON", "CCrypto", "CBcrypt"], path: "Rooms/Auth",
            swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "JSON",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ], path: "Rooms/Web", swiftSettings: settings),
        .target(
            name: "WebAPI",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "JSON", "Web",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ], path: "Rooms/WebAPI", swiftSettings: settings),
        // The library finds its benchmarks by the name of this folder.
        .executableTarget(
            name: "RoomBenchmarks",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "JSON", "HTTP", "Auth", "SQLiteStore",
                "DatabaseFiles", "Web",
                "WebAPI",
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/Rooms",
            swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
