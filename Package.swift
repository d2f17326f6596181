// swift-tools-version: 6.2
import PackageDescription

// CI sets INVOICES_STRICT: there, and only there, a warning is an error.
let strict: [SwiftSetting] = Context.environment["INVOICES_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
let settings: [SwiftSetting] = strict + [.enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "Invoices",
    products: [.executable(name: "invoices", targets: ["invoices"])],
    dependencies: [
        // Exact versions: the lock file is not kept.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CBcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CProcess"),

        .target(name: "Invoicing", swiftSettings: settings),
        .target(name: "Accounts", dependencies: ["Invoicing"], swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(
            name: "HTTP",
            dependencies: ["JSON", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .target(
            name: "Auth",
            dependencies: ["Invoicing", "Accounts", "JSON", "CCrypto", "CBcrypt"],
            swiftSettings: settings
        ),
        .target(
            name: "Store",
            dependencies: [
                "Invoicing", "Accounts", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
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
            swiftSettings: settings
        ),
        .target(
            name: "FastCGI",
            dependencies: ["HTTP", "CFastCGI", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "invoices",
            dependencies: [
                "Invoicing", "Accounts", "JSON", "HTTP", "Auth", "Store", "Service", "FastCGI", "CProcess",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        .testTarget(name: "InvoicingTests", dependencies: ["Invoicing"], swiftSettings: settings),
        .testTarget(name: "AccountsTests", dependencies: ["Accounts", "Invoicing"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["HTTP", "JSON", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AuthTests", dependencies: ["Auth", "Invoicing", "Accounts", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Invoicing", "Accounts", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Service", "Store", "Invoicing", "Accounts", "JSON", "HTTP", "Auth",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FastCGITests",
            dependencies: ["FastCGI", "HTTP", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InvoicesTests",
            dependencies: [
                "invoices", "Service", "Auth", "Accounts", "Invoicing",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
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
                "Invoicing", "Accounts", "JSON", "HTTP", "Auth", "Service", "FastCGI",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/Fuzzing",
            exclude: ["Seeds"],
            swiftSettings: settings
        ))
}
