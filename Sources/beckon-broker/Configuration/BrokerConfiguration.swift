import ArgumentParser
import ConfigurationReading

/// What `/etc/beckon/broker.yaml` says. Every key may be left out, and is named as its flag of `serve`, whose values it takes.
///
/// | key | type | default |
/// | --- | --- | --- |
/// | `data` | path | `/var/lib/beckon/broker` |
/// | `bind` | address | every one |
/// | `agent-port`, `api-port` | 0 to 65535 | as initialised |
/// | `machine-lifetime` | time, such as `24h` | `24h` |
/// | `renewal-grace` | time | `30d` |
/// | `log-level` | word | `info` |
struct BrokerConfiguration {
    static let standardFile = "/etc/beckon/broker.yaml"

    let data: String?
    let bind: String?
    let agentPort: Port?
    let apiPort: Port?
    let machineLifetime: LifeSpan?
    let renewalGrace: LifeSpan?
    let logLevel: LogLevel?

    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        var section = section
        data = try section.text("data")
        bind = try section.text("bind")
        agentPort = try section.argument("agent-port")
        apiPort = try section.argument("api-port")
        machineLifetime = try section.argument("machine-lifetime")
        renewalGrace = try section.argument("renewal-grace")
        logLevel = try section.argument("log-level")
        try section.end()
    }
}

extension ConfigurationSection {
    /// A value that a flag would take.
    fileprivate mutating func argument<Value: ExpressibleByArgument>(_ key: String) throws(ConfigurationError) -> Value? {
        guard let text = try text(key) else { return nil }
        guard let value = Value(argument: text) else {
            throw refusal(key, "\(key) is \(quoted(text)), which its flag would not take")
        }
        return value
    }
}
