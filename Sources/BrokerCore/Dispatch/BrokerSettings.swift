/// What an admin may choose of the core.
package struct BrokerSettings: Hashable, Sendable {
    /// URLs of the agent plane, as they go into zero certificate files: `https://broker.example:7443`.
    package var brokers: [String]
    /// Octets of one stream of one attempt. Beyond it an append gets 507. Default 256 MiB.
    package var outputQuota: Int
    /// Event streams that may be open at once. Default 4096.
    package var eventStreams: Int
    /// Seconds that a machine certificate lives. Default a day.
    package var machineLifetime: Int
    /// Seconds after its end in which a machine certificate may still be renewed. Default 30 days.
    package var renewalGrace: Int
    /// The subscriber whose admins see to the broker itself; nil where there is only one.
    package var home: String?

    package init(
        brokers: [String], outputQuota: Int = 256 << 20, eventStreams: Int = 4096, machineLifetime: Int = 86_400,
        renewalGrace: Int = 30 * 86_400, home: String? = nil
    ) {
        self.brokers = brokers
        self.outputQuota = outputQuota
        self.eventStreams = eventStreams
        self.machineLifetime = machineLifetime
        self.renewalGrace = renewalGrace
        self.home = home
    }
}
