/// A module that belongs to some rooms only, and why.
struct ModuleRule: Sendable, CustomStringConvertible {
    let module: String
    let home: Home
    let because: String

    enum Home: Sendable {
        /// These rooms and no other.
        case only(Set<String>)
        /// Any room but these.
        case anywhereBut(Set<String>)
    }

    var description: String { module }

    func allows(_ file: SourceFile) -> Bool {
        switch home {
        case .only(let rooms): Self.contains(rooms, file)
        case .anywhereBut(let rooms): !Self.contains(rooms, file)
        }
    }

    /// A room is a folder such as `Sources/BeckonWire`, or `Plugins` for every folder in it.
    private static func contains(_ rooms: Set<String>, _ file: SourceFile) -> Bool {
        rooms.contains(file.room) || rooms.contains { file.path.hasPrefix($0 + "/") }
    }
}

extension ModuleRule {
    /// What ends up in an agent or beside it.
    static let agentSide: Set<String> = [
        "Sources/BeckonWire", "Sources/BeckonIdentity", "Sources/AgentCore", "Sources/AgentLink", "Sources/ExecutorHosting",
        "Sources/ExecutorHostProtocol", "Sources/ConfigurationReading", "Sources/AgentConfigurationFile",
        "Sources/HardwareKeys", "Sources/beckon-agent",
    ]
    /// What ends up in a process that runs plugins.
    static let hostSide: Set<String> = [
        "Sources/ExecutorHostProtocol", "Sources/beckon-executor-host", "Sources/ExecutorKit", "Plugins",
    ]

    static let all: [ModuleRule] = [
        .init(
            module: "Foundation", home: .anywhereBut(agentSide.union(hostSide)),
            because: "full Foundation with ICU doubles the agent and starts in 7.7 ms instead of 2.1"),
        .init(
            module: "FoundationEssentials", home: .anywhereBut(hostSide),
            because: "a plugin without it is 6 MB instead of 13.6, and a host starts for every plugin"),
        .init(
            module: "FoundationNetworking", home: .only([]), because: "there is one HTTP client, and it has the deadlines we need"
        ),
        .init(
            module: "GRDB", home: .only(["Sources/BrokerStoreSQLite"]),
            because: "only the SQLite store knows that there is SQLite"),
        .init(
            module: "BrokerStoreSQLite", home: .only(["Sources/beckon-broker"]),
            because: "which store there is, is decided in the composition root alone"),
        .init(
            module: "Hummingbird", home: .only(["Sources/BrokerServer"]),
            because: "only the operator plane is a Hummingbird server; the core and the agent plane know none"),
        .init(
            module: "HummingbirdCore", home: .only(["Sources/BrokerServer"]),
            because: "only the operator plane is a Hummingbird server; the core and the agent plane know none"),
        .init(
            module: "AsyncHTTPClient", home: .only(["Sources/BeckonCommand", "Sources/beckon"]),
            because: "the agent's link is a client of its own, for the sake of its size; only the command needs a general one"),
        .init(
            module: "NIOPosix",
            home: .only([
                "Sources/BrokerServer", "Sources/beckon-broker", "Sources/AgentLink", "Sources/BeckonCommand", "Sources/beckon",
                "Sources/beckon-swarm",
            ]),
            because: "sockets are opened at the edges only"),
        .init(
            module: "CLibYAML", home: .only(["Sources/ConfigurationReading"]),
            because: "the bounds on what YAML may say are in one place"),
        .init(
            module: "COpenSSL", home: .only(["Sources/HardwareKeys"]),
            because: "TLS and X.509 have libraries of their own; libcrypto serves devices that only it can reach"),
        .init(module: "CCryptoki", home: .only(["Sources/HardwareKeys"]), because: "one room speaks to tokens"),
        .init(module: "CJemalloc", home: .only(["Sources/CJemallocSettings"]), because: "the allocator is the broker's alone"),
        .init(
            module: "CJemallocSettings", home: .only(["Sources/beckon-broker", "Sources/beckon-swarm"]),
            because: "the allocator is the broker's alone"),
    ]
}
