package import BeckonWire

/// Who an enrolled agent is and whom it talks to. Without the key, which has a file of its own.
package struct AgentIdentity: Hashable, Codable, Sendable {
    package let machine: MachineID
    package let subscriber: String
    package let name: String
    /// `https://HOST:PORT`, in the order in which they are tried.
    package let brokers: [String]

    package init(machine: MachineID, subscriber: String, name: String, brokers: [String]) {
        self.machine = machine
        self.subscriber = subscriber
        self.name = name
        self.brokers = brokers
    }
}
