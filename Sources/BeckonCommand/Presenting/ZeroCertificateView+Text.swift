import BeckonWire

extension ZeroCertificateView {
    /// Whether machines can enrol with it, and until when.
    func standing(at now: Timestamp) -> String {
        if let revokedAt { return "revoked at \(revokedAt)" }
        guard now < expiresAt else { return "expired at \(expiresAt)" }
        return usesLeft == 0 ? "used up" : "until \(expiresAt)"
    }
}

extension ZeroBounds {
    /// What is beyond time and uses.
    var text: String {
        var parts = (networks ?? []).map { "from \($0)" }
        if let names { parts.append("names \(names)") }
        parts += (labels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if needsApproval { parts.append("approval") }
        return parts.joined(separator: ", ")
    }
}
