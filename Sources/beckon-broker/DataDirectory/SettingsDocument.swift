/// `broker.json`: what `init` was told.
struct SettingsDocument: Codable, Hashable, Sendable {
    /// Of this document; another is refused.
    var version = 1
    /// DNS names and addresses under which agents and operators reach the broker, the preferred one first.
    let hosts: [String]
    let agentPort: Port
    let apiPort: Port
    /// How long a machine certificate lives; a day where it is not said.
    var machineLifetime: LifeSpan?
    /// How long after its end a machine certificate may still be renewed; 30 days where it is not said.
    var renewalGrace: LifeSpan?
    /// The subscriber that the broker was made with, whose admins see to the broker itself. Absent in directories of the first version, which
    /// have one subscriber.
    var home: String?

    var preferredHost: String { hosts.first ?? "localhost" }
}
