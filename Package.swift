// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house: docs/architecture.md says what each is for and which may import which.

/// What a plugin's shared object needs to stand on its own in release builds: the Swift runtime inside it, and nothing but
/// the entry symbol visible (docs/decisions/0003-self-contained-plugins.md).
let pluginLinkerSettings: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-stdlib", "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/exports.map"],
        .when(configuration: .release))
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "beckon",
    products: [
        .executable(name: "beckon", targets: ["beckon"]),
        .executable(name: "beckon-broker", targets: ["beckon-broker"]),
        .executable(name: "beckon-agent", targets: ["beckon-agent"]),
        .executable(name: "beckon-executor-host", targets: ["beckon-executor-host"]),
        .executable(name: "beckon-swarm", targets: ["beckon-swarm"]),
        .library(name: "ExecutorKit", targets: ["ExecutorKit"]),
        .library(name: "Shell", type: .dynamic, targets: ["Shell"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.29.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Shared by every side.
        .target(name: "BeckonWire"),
        .target(name: "BeckonIdentity", dependencies: [x509, crypto, asn1]),
        .target(name: "CSystemShims"),
        // Linked statically by its module map, and so without pkg-config, which would name the shared library.
        .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
        .target(name: "ConfigurationReading", dependencies: ["CLibYAML"]),

        // The broker.
        .target(name: "BrokerCore", dependencies: ["BeckonWire", "BeckonIdentity", crypto, logging]),
        .target(
            name: "BrokerStoreSQLite",
            dependencies: ["BrokerCore", "BeckonWire", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "BrokerServer",
            dependencies: nio + [
                "BrokerCore", "BeckonWire", "BeckonIdentity", logging, lifecycle, x509,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            resources: [.embedInCode("OperatorPlane/openapi.json")]),
        .systemLibrary(name: "CJemalloc", pkgConfig: "jemalloc", providers: [.apt(["libjemalloc-dev"])]),
        .target(name: "CJemallocSettings", dependencies: ["CJemalloc"]),
        .executableTarget(
            name: "beckon-broker",
            dependencies: [
                "BrokerServer", "BrokerCore", "BrokerStoreSQLite", "ConfigurationReading", "BeckonIdentity", "BeckonWire",
                "CJemallocSettings", argumentParser, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // The agent.
        .target(name: "AgentConfigurationFile", dependencies: ["ConfigurationReading", "AgentCore", "BeckonWire"]),
        .target(name: "AgentCore", dependencies: ["BeckonWire", "BeckonIdentity", crypto, logging]),
        .target(
            name: "AgentLink",
            dependencies: [
                "AgentCore", "BeckonWire", "BeckonIdentity", .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio),
        .target(
            name: "ExecutorHosting",
            dependencies: ["AgentCore", "BeckonWire", "ExecutorHostProtocol", "CSystemShims", logging]),
        // Declarations alone: libcrypto and PKCS #11 modules are loaded where a key is in hardware, and linked nowhere.
        .target(name: "COpenSSL"),
        .target(name: "CCryptoki"),
        .target(name: "HardwareKeys", dependencies: ["AgentCore", "BeckonIdentity", "COpenSSL", "CCryptoki", crypto, logging]),
        .executableTarget(
            name: "beckon-agent",
            dependencies: [
                "HardwareKeys",
                "AgentConfigurationFile", "ConfigurationReading", "AgentCore", "AgentLink", "ExecutorHosting", "BeckonIdentity",
                "BeckonWire", argumentParser, logging, lifecycle,
            ]),

        // The executor host and what plugins are made of.
        .target(name: "CExecutorPlugin"),
        .target(name: "ExecutorHostProtocol"),
        .target(name: "ExecutorKit", dependencies: ["CExecutorPlugin"]),
        .executableTarget(
            name: "beckon-executor-host", dependencies: ["ExecutorHostProtocol", "CExecutorPlugin", "CSystemShims"]),
        .target(
            name: "Shell", dependencies: ["ExecutorKit", "CSystemShims"], path: "Plugins/Shell",
            linkerSettings: pluginLinkerSettings),

        // The command.
        .target(
            name: "BeckonCommand",
            dependencies: [
                "BeckonWire", "BeckonIdentity", argumentParser, crypto, httpClient,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ] + nio),
        .executableTarget(name: "beckon", dependencies: ["BeckonCommand"]),

        // The fleet simulator for benchmarks.
        .executableTarget(
            name: "beckon-swarm", dependencies: ["BeckonWire", "BeckonIdentity", argumentParser] + nio),

        // Tests mirror the rooms.
        .target(
            name: "TestSupport", dependencies: ["BeckonWire", "BeckonIdentity", x509, crypto, asn1],
            path: "Tests/Support/Shared"),
        .target(
            name: "BrokerTestSupport", dependencies: ["BrokerCore", "BeckonWire", "BeckonIdentity", "TestSupport", logging],
            path: "Tests/Support/Broker"),
        .target(
            name: "AgentTestSupport", dependencies: ["AgentCore", "BeckonWire", "BeckonIdentity", "TestSupport", crypto],
            path: "Tests/Support/Agent"),
        .target(name: "CDurabilityVFS", path: "Tests/CDurabilityVFS"),
        .testTarget(name: "BeckonWireTests", dependencies: ["BeckonWire", "TestSupport"]),
        .testTarget(name: "BeckonIdentityTests", dependencies: ["BeckonIdentity", "TestSupport", crypto]),
        .testTarget(
            name: "BrokerCoreTests",
            dependencies: ["BrokerCore", "BeckonWire", "BeckonIdentity", "TestSupport", "BrokerTestSupport"]),
        .testTarget(
            name: "BrokerStoreSQLiteTests",
            dependencies: [
                "BrokerStoreSQLite", "BrokerCore", "BeckonWire", "TestSupport", "BrokerTestSupport", "CDurabilityVFS",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "BrokerServerTests",
            dependencies: [
                "BrokerServer", "BrokerCore", "BeckonCommand", "beckon", "BeckonWire", "BeckonIdentity", "TestSupport",
                "BrokerTestSupport", httpClient, logging, lifecycle,
            ] + nio),
        .testTarget(
            name: "BeckonCommandTests", dependencies: ["BeckonCommand", "BeckonWire", "BeckonIdentity", "TestSupport", crypto]),
        .testTarget(
            name: "AgentCoreTests",
            dependencies: ["AgentCore", "BeckonWire", "BeckonIdentity", "TestSupport", "AgentTestSupport", crypto, logging]),
        .testTarget(
            name: "AgentLinkTests",
            dependencies: ["AgentLink", "AgentCore", "BeckonWire", "BeckonIdentity", "TestSupport", "AgentTestSupport"] + nio),
        .testTarget(name: "ConfigurationReadingTests", dependencies: ["ConfigurationReading", "TestSupport"]),
        .testTarget(
            name: "AgentConfigurationFileTests",
            dependencies: ["AgentConfigurationFile", "AgentCore", "BeckonWire", "ConfigurationReading", "TestSupport"]),
        .testTarget(
            name: "HardwareKeysTests",
            dependencies: ["HardwareKeys", "AgentCore", "BeckonWire", "BeckonIdentity", "TestSupport", crypto, logging]),
        .testTarget(name: "ExecutorHostProtocolTests", dependencies: ["ExecutorHostProtocol"]),
        .testTarget(
            name: "ExecutorHostingTests",
            dependencies: [
                "ExecutorHosting", "ExecutorHostProtocol", "AgentCore", "BeckonWire", "CSystemShims", "TestSupport", logging,
            ]),
        .testTarget(name: "ExecutorKitTests", dependencies: ["ExecutorKit", "CExecutorPlugin"]),
        .testTarget(name: "HouseRules"),
        .testTarget(name: "Scenarios", dependencies: ["BeckonWire", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
