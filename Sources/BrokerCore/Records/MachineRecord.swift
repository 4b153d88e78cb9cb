package import BeckonWire

/// A machine that has enrolled, or asks to.
package struct MachineRecord: Hashable, Sendable {
    package let id: MachineID
    package let subscriber: String
    /// Unique within the subscriber.
    package let name: String
    /// What the machine says of itself.
    package let facts: [String: String]
    package let enrolledAt: Timestamp
    package let zeroCertificate: ZeroCertificateID
    /// Lower-case hexadecimal SHA-256 of the public key's SubjectPublicKeyInfo of the key that enrolled: enrolment is idempotent by it.
    package let keyFingerprint: String
    package var state: MachineState
    /// For people; nil while it is active.
    package var stateReason: String?
    /// Whether it was reidentified: its identities are out, and the next enrolment under its name takes its place.
    package var isAwaited: Bool
    /// What admins say of it.
    package var labels: [String: String]
    /// The certificate in force, answered again when the same key asks again; nil where it has none.
    package var certificate: MachineCertificate?
    /// What a renewal has issued and nobody has used yet.
    package var next: MachineCertificate?
    /// What was in force before `certificate`. Whoever shows it from now on has a copy of the machine's identity.
    package var previous: MachineCertificate.Retired?
    /// The journal and run that the machine last spoke with; nil before its first session.
    package var journal: String?
    package var run: Int
    /// `sha256:…` of the catalogue's octets, nil before the first.
    package var catalogue: String?
    /// Written now and then, not at each request.
    package var lastHeardAt: Timestamp?

    package init(
        id: MachineID, subscriber: String, name: String, facts: [String: String], enrolledAt: Timestamp,
        zeroCertificate: ZeroCertificateID, keyFingerprint: String, state: MachineState = .active, stateReason: String? = nil,
        isAwaited: Bool = false, labels: [String: String] = [:], certificate: MachineCertificate?,
        next: MachineCertificate? = nil, previous: MachineCertificate.Retired? = nil, journal: String? = nil, run: Int = 0,
        catalogue: String? = nil, lastHeardAt: Timestamp? = nil
    ) {
        self.id = id
        self.subscriber = subscriber
        self.name = name
        self.facts = facts
        self.enrolledAt = enrolledAt
        self.zeroCertificate = zeroCertificate
        self.keyFingerprint = keyFingerprint
        self.state = state
        self.stateReason = stateReason
        self.isAwaited = isAwaited
        self.labels = labels
        self.certificate = certificate
        self.next = next
        self.previous = previous
        self.journal = journal
        self.run = run
        self.catalogue = catalogue
        self.lastHeardAt = lastHeardAt
    }

    /// The machine as it is when `enrollment`, which has its id, takes its place: labels and history stay.
    package func replaced(by enrollment: MachineRecord) -> MachineRecord {
        var machine = enrollment
        machine.labels.merge(labels) { new, _ in new }
        machine.catalogue = catalogue
        machine.lastHeardAt = lastHeardAt
        return machine
    }
}
