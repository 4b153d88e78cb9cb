package import BeckonWire

/// What a zero certificate lets happen. Pure: the first half is asked at each attempt to enrol, the second within the store's step
/// that adds a machine, so that uses are counted exactly, whoever else enrols.
extension ZeroCertificateRecord {
    /// Machines of one zero certificate that may wait for their approval at once.
    package static let queueLimit = 1000

    /// Nil where nothing stands against a machine of this name that asks from there.
    package func refusal(of name: String, from address: String?, at now: Timestamp) -> ZeroRefusal? {
        if let revokedAt { return .revoked(at: revokedAt) }
        guard now < expiresAt else { return .expired(at: expiresAt) }
        guard admits(address) else { return .network(address) }
        guard admits(name: name) else { return .name }
        return nil
    }

    /// A machine more; refused where that is one too many.
    /// - Parameter waiting: machines that enrolled with it and await their approval.
    package mutating func use(at now: Timestamp, waiting: Int) -> ZeroRefusal? {
        if let revokedAt { return .revoked(at: revokedAt) }
        if usesLeft == 0 { return .usedUp }
        if bounds.needsApproval, waiting >= Self.queueLimit { return .queueFull }
        uses += 1
        lastUsedAt = now
        return nil
    }

    /// The record as it is when it has been revoked. What is revoked already stays as it is.
    package mutating func revoke(at now: Timestamp) {
        revokedAt = revokedAt ?? now
    }

    /// Where no address is known there is none that a network could hold.
    private func admits(_ text: String?) -> Bool {
        guard let networks = bounds.networks else { return true }
        guard let address = text.flatMap(NetworkAddress.init) else { return false }
        return networks.contains { NetworkRange($0)?.contains(address) ?? false }
    }

    /// A pattern was compiled before it was stored; one that is not a pattern any more takes nothing.
    private func admits(name: String) -> Bool {
        guard let text = bounds.names else { return true }
        return (try? NamePattern(text))?.matches(name) ?? false
    }
}
