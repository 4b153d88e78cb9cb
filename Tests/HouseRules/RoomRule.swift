/// Which other rooms a room may import, and why no others.
struct RoomRule: Sendable, CustomStringConvertible {
    /// A folder such as `Sources/BeckonWire`, or `Plugins` for every folder in it.
    let room: String
    let mayImport: Set<String>
    let because: String

    var description: String { room }

    func covers(_ file: SourceFile) -> Bool { file.room == room || file.path.hasPrefix(room + "/") }
}

extension RoomRule {
    /// Every room is here: a new one is added with its reason. The agent's rooms see nothing of the broker's, and the other way round.
    static let all: [RoomRule] = [
        .init(
            room: "Sources/BeckonWire", mayImport: [], because: "the messages are what all sides share, so they depend on no side"
        ),
        .init(
            room: "Sources/BeckonIdentity", mayImport: ["CSystemShims"],
            because: "who is who is judged without knowing any message or any side"),
        .init(
            room: "Sources/CExecutorPlugin", mayImport: [], because: "the header is the contract, and must compile anywhere alone"
        ),
        .init(room: "Sources/CSystemShims", mayImport: [], because: "it holds system calls only"),
        .init(room: "Sources/CLibYAML", mayImport: [], because: "it names a system library"),
        .init(
            room: "Sources/ConfigurationReading", mayImport: ["CLibYAML"],
            because: "how a file is read knows nothing of what agents and brokers say in theirs"),
        .init(
            room: "Sources/AgentConfigurationFile", mayImport: ["ConfigurationReading", "AgentCore", "BeckonWire"],
            because: "what the agent's file says is read without starting anything of an agent"),
        .init(room: "Sources/CJemalloc", mayImport: [], because: "it names a system library"),
        .init(
            room: "Sources/CJemallocSettings", mayImport: ["CJemalloc"], because: "it configures the allocator and nothing else"),
        .init(
            room: "Sources/ExecutorHostProtocol", mayImport: [],
            because: "the frames are read by executables in any language; they know neither agent nor plugin"),
        .init(
            room: "Sources/BrokerCore", mayImport: ["BeckonWire", "BeckonIdentity"],
            because: "what the broker decides is tested without a socket, a clock or a disk"),
        .init(
            room: "Sources/AgentCore", mayImport: ["BeckonWire", "BeckonIdentity"],
            because: "what the agent decides is tested without a socket, a clock or a disk"),
        .init(
            room: "Sources/BrokerStoreSQLite", mayImport: ["BrokerCore", "BeckonWire"],
            because: "a store serves the core's protocol and can be replaced by another one"),
        .init(
            room: "Sources/BrokerServer", mayImport: ["BrokerCore", "BeckonWire", "BeckonIdentity"],
            because: "the planes reach what is stored through the core, never through a store"),
        .init(
            room: "Sources/beckon-broker",
            mayImport: [
                "BrokerServer", "BrokerCore", "BrokerStoreSQLite", "BeckonIdentity", "BeckonWire", "CJemallocSettings",
                "ConfigurationReading",
            ],
            because: "the composition root of the broker needs no part of the agent"),
        .init(
            room: "Sources/AgentLink", mayImport: ["AgentCore", "BeckonWire", "BeckonIdentity"],
            because: "the link carries messages and runs nothing"),
        .init(room: "Sources/COpenSSL", mayImport: [], because: "it names the functions of a system library"),
        .init(room: "Sources/CCryptoki", mayImport: [], because: "it holds a standard's types only"),
        .init(
            room: "Sources/HardwareKeys", mayImport: ["AgentCore", "BeckonIdentity", "COpenSSL", "CCryptoki"],
            because: "a device makes keys and signs; whom the agent talks to is not its business"),
        .init(
            room: "Sources/ExecutorHosting", mayImport: ["AgentCore", "BeckonWire", "ExecutorHostProtocol", "CSystemShims"],
            because: "hosts are started and spoken to without a network, and a plugin is never loaded into the agent"),
        .init(
            room: "Sources/beckon-agent",
            mayImport: [
                "AgentCore", "AgentLink", "ExecutorHosting", "BeckonIdentity", "BeckonWire", "AgentConfigurationFile",
                "ConfigurationReading", "HardwareKeys",
            ],
            because: "the composition root of the agent needs no part of the broker"),
        .init(
            room: "Sources/beckon-executor-host", mayImport: ["ExecutorHostProtocol", "CExecutorPlugin", "CSystemShims"],
            because: "the process that loads foreign code holds nothing of the agent that the code could reach"),
        .init(
            room: "Sources/ExecutorKit", mayImport: ["CExecutorPlugin"],
            because: "the SDK is built into plugins of other people, and brings only the contract"),
        .init(
            room: "Sources/BeckonCommand", mayImport: ["BeckonWire", "BeckonIdentity"],
            because: "the command is one more client of the operator plane, without a way around it"),
        .init(
            room: "Sources/beckon", mayImport: ["BeckonCommand", "BeckonWire", "BeckonIdentity"],
            because: "the command is one more client of the operator plane, without a way around it"),
        .init(
            room: "Sources/beckon-swarm", mayImport: ["BeckonWire", "BeckonIdentity"],
            because: "simulated agents speak the wire as strangers would, so that a benchmark cannot cheat"),
        .init(
            room: "Plugins", mayImport: ["ExecutorKit", "CExecutorPlugin", "CSystemShims"],
            because: "a plugin that ships is an example to copy: it may need nothing that another author does not have"),
        .init(room: "examples", mayImport: ["ExecutorKit", "CExecutorPlugin"], because: "an example uses what a stranger has"),
    ]
}
