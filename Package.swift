// swift-tools-version: 6.2
import PackageDescription

// CI sets INVOICES_STRICT: there, and only there, a warning is an error.
let strict: [SwiftSetting] = Context.environment["INVOICES_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
let settings: [SwiftSetting] = strict + [.enableUpcomingFeature("MemberImportVisibility")]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
    name: "Invoices",
    products: [.executable(name: "invoices", targets: ["invoices"])],
    dependencies: [
        // Exact versions: the lock file is not kept.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CBcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CProcess"),

        .target(name: "Primitives", swiftSettings: settings),
        .target(name: "Ledger", dependencies: ["Primitives"], swiftSettings: settings),
        .target(name: "Accounts", dependencies: ["Primitives"], swiftSettings: settings),
        .target(name: "Application", dependencies: ["Primitives", "Ledger", "Accounts"], swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "LedgerCodec", dependencies: ["Primitives", "Ledger", "JSON"], swiftSettings: settings),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec", grdb, sqlite,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "DatabaseFiles",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec", "SQLiteStore", grdb, sqlite,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Auth", dependencies: ["Primitives", "Accounts", "JSON", "CCrypto", "CBcrypt"],
            swiftSettings: settings),
        .target(name: "HTTP", dependencies: ["JSON", httpTypes], swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "JSON", httpTypes, logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "WebAPI",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "JSON", "Web", httpTypes, logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "WebPages",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "Web", httpTypes,
            ],
            swiftSettings: settings
        ),
        .target(name: "FastCGI", dependencies: ["HTTP", "CFastCGI", httpTypes], swiftSettings: settings),
        .target(
            name: "Administration",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "JSON", "DatabaseFiles", logging,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "invoices",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "JSON", "LedgerCodec", "SQLiteStore",
                "DatabaseFiles", "Auth", "HTTP", "Web", "WebAPI", "WebPages", "FastCGI", "Administration", "CProcess",
                httpTypes, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: settings
        ),

        // What every store has to pass, and a small store in memory for the tests that need no file.
        .target(
            name: "StoreContract", dependencies: ["Primitives", "Ledger", "Accounts", "Application"],
            path: "Tests/StoreContract", swiftSettings: settings),
        .target(
            name: "MemoryStore", dependencies: ["Primitives", "Ledger", "Accounts", "Application"],
            path: "Tests/MemoryStore", swiftSettings: settings),

        .testTarget(name: "PrimitivesTests", dependencies: ["Primitives"], swiftSettings: settings),
        .testTarget(name: "LedgerTests", dependencies: ["Primitives", "Ledger"], swiftSettings: settings),
        .testTarget(name: "AccountsTests", dependencies: ["Primitives", "Accounts"], swiftSettings: settings),
        .testTarget(
            name: "ApplicationTests",
            dependencies: ["Primitives", "Ledger", "Accounts", "Application", "MemoryStore"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(
            name: "LedgerCodecTests", dependencies: ["Primitives", "Ledger", "JSON", "LedgerCodec"],
            swiftSettings: settings),
        .testTarget(
            name: "MemoryStoreTests",
            dependencies: ["Primitives", "Ledger", "Accounts", "Application", "MemoryStore", "StoreContract"],
            swiftSettings: settings),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec", "SQLiteStore", "DatabaseFiles",
                "StoreContract", grdb,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DatabaseFilesTests",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "LedgerCodec", "SQLiteStore", "DatabaseFiles", grdb,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuthTests", dependencies: ["Primitives", "Accounts", "Auth", "JSON"], swiftSettings: settings),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "JSON", httpTypes], swiftSettings: settings),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "HTTP", "JSON", "Web", "WebAPI", "WebPages",
                "MemoryStore", "SQLiteStore", "DatabaseFiles", httpTypes, logging,
            ],
            exclude: ["Pages/Rendered"], swiftSettings: settings
        ),
        .testTarget(name: "FastCGITests", dependencies: ["FastCGI", "HTTP", httpTypes], swiftSettings: settings),
        .testTarget(
            name: "AdministrationTests",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "Auth", "Administration", "DatabaseFiles",
                "MemoryStore", logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InvoicesTests",
            dependencies: [
                "invoices", "Primitives", "Ledger", "Accounts", "Application", "Auth", "Web", "Administration",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), logging,
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Only deploy/fuzz asks for it, with the compiler's options that make it one: libFuzzer brings its `main`.
if Context.environment["INVOICES_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Primitives", "Ledger", "Accounts", "Application", "JSON", "HTTP", "Auth", "Web", "WebAPI", "WebPages",
                "FastCGI",
                httpTypes,
            ],
            path: "Tests/Fuzzing",
            exclude: ["Seeds"],
            swiftSettings: settings
        ))
}
