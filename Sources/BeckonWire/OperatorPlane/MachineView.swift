/// A machine as operators see it.
package struct MachineView: Hashable, WireMessage {
    package let machine: MachineID
    package let subscriber: String
    package let name: String
    package let state: MachineState
    /// Why it is not active, for people; nil where it is.
    package let stateReason: String?
    /// What admins say of it.
    package let labels: [String: String]
    /// What the machine says of itself: data, never authority.
    package let facts: [String: String]
    package let enrolledAt: Timestamp
    /// The zero certificate that it enrolled with.
    package let zeroCertificate: ZeroCertificateID
    /// Nil where it has no certificate that is good for anything.
    package let certificateExpiresAt: Timestamp?
    /// When the broker last heard of it; nil where it has not since the broker started and never before.
    package let lastHeardAt: Timestamp?
    /// Whether its availability request is parked, or was a moment ago.
    package let connected: Bool
    package let executors: [Executor]

    package struct Executor: Hashable, Codable, Sendable {
        package let name: String
        package let version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package init(
        machine: MachineID, subscriber: String, name: String, state: MachineState = .active, stateReason: String? = nil,
        labels: [String: String] = [:], facts: [String: String], enrolledAt: Timestamp,
        zeroCertificate: ZeroCertificateID, certificateExpiresAt: Timestamp?, lastHeardAt: Timestamp?, connected: Bool,
        executors: [Executor]
    ) {
        self.machine = machine
        self.subscriber = subscriber
        self.name = name
        self.state = state
        self.stateReason = stateReason
        self.labels = labels
        self.facts = facts
        self.enrolledAt = enrolledAt
        self.zeroCertificate = zeroCertificate
        self.certificateExpiresAt = certificateExpiresAt
        self.lastHeardAt = lastHeardAt
        self.connected = connected
        self.executors = executors
    }
}
