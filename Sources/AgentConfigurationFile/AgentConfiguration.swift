package import AgentCore
import BeckonWire
package import ConfigurationReading

/// What `/etc/beckon/agent.yaml` says. Every key may be left out; docs/agent-configuration.md shows each.
///
/// | key | type | default | flag |
/// | --- | --- | --- | --- |
/// | `data` | path | `/var/lib/beckon/agent` | `--data` |
/// | `plugins` | path, or list of paths | `/usr/lib/beckon/plugins` | `--plugins` |
/// | `executor-host` | path | `beckon-executor-host` beside the agent | `--executor-host` |
/// | `capacity` | 1 to 1024 | 4 | `--capacity` |
/// | `log-level` | word | `info` | `--log-level` |
/// | `zero` | path | none | `--zero` of `enroll` |
/// | `name` | DNS label | this host's name | `--name` of `enroll` |
/// | `key` | text | none: the key is in a file | none; `BECKON_KEY` |
/// | `policy` | section | everything is allowed | none: it is the file's alone |
package struct AgentConfiguration: Sendable {
    /// From which importance on something is logged.
    package enum LogLevel: String, Hashable, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error
    }

    package static let standardFile = "/etc/beckon/agent.yaml"

    package var data = "/var/lib/beckon/agent"
    package var plugins = ["/usr/lib/beckon/plugins"]
    package var executorHost: String?
    package var capacity = 4
    package var logLevel = LogLevel.info
    package var zero: String?
    package var name: String?
    /// Where the machine's key is kept, such as `pkcs11:…` or `tpm2:…`.
    package var key: String?
    package var policy = Policy.allowsEverything

    package init() {}

    /// - Throws: at the first thing that is not right, an unknown key included.
    package init(_ section: ConfigurationSection) throws(ConfigurationError) {
        var section = section
        data = try section.text("data") ?? data
        plugins = try section.texts("plugins") ?? plugins
        executorHost = try section.text("executor-host")
        capacity = try section.integer("capacity", in: 1...Bounds.capacity) ?? capacity
        logLevel = try section.choice("log-level") ?? logLevel
        zero = try section.text("zero")
        name = try section.text("name")
        key = try section.text("key")
        if let policy = try section.section("policy") { self.policy = try Policy(policy) }
        try section.end()
        guard name.map(Name.isMachine) ?? true else {
            throw section.refusal(
                "name", "name must be a DNS label in lower case that is not shaped like an id", hint: "such as web-01")
        }
    }
}
