package import BeckonWire

/// What happens to a machine's identity and labels. Each event changes the record or leaves it as it is; docs/architecture.md has the
/// table of states and events.
extension MachineRecord {
    /// The certificate that a renewal has issued is used for the first time, and so takes its place.
    package mutating func promoteNext(at now: Timestamp) {
        guard var promoted = next else { return }
        promoted.firstUsedAt = now
        previous = certificate.map { MachineCertificate.Retired(serial: $0.serial, keyFingerprint: $0.keyFingerprint) }
        certificate = promoted
        next = nil
    }

    /// An admin lets it enrol: it gets its certificate when it asks again.
    package mutating func approve() {
        guard state == .pending else { return }
        state = .active
        stateReason = nil
    }

    /// Two have shown this identity. Whoever is revoked stays so.
    package mutating func quarantine(because reason: String) {
        guard state == .active else { return }
        state = .quarantined
        stateReason = reason
    }

    /// Refused for good.
    package mutating func revoke(because reason: String) {
        guard state != .revoked || isAwaited else { return }
        dropIdentity(because: reason)
        isAwaited = false
    }

    /// Its identities are out; whoever enrols next under its name takes its place.
    package mutating func reidentify(because reason: String) {
        dropIdentity(because: reason)
        isAwaited = true
    }

    private mutating func dropIdentity(because reason: String) {
        state = .revoked
        stateReason = reason
        certificate = nil
        next = nil
        previous = nil
    }

    /// Nil removes a label.
    package mutating func merge(labels changes: [String: String?]) {
        for (key, value) in changes { labels[key] = value }
    }
}
