package import BeckonWire

/// Why a zero certificate does not let a machine enrol.
package enum ZeroRefusal: Hashable, Sendable {
    case revoked(at: Timestamp)
    case expired(at: Timestamp)
    /// It came from elsewhere.
    case network(String?)
    case name
    case usedUp
    /// Too many await an approval.
    case queueFull
}

extension ZeroRefusal {
    /// Names the bound in words and in the member `bound`.
    func problem(of zero: ZeroCertificateRecord, name: String) -> Problem {
        let subject = "zero certificate \(zero.name) (\(zero.id))", another = "an admin makes another: beckon zero create"
        func refused(_ kind: ProblemKind, _ bound: String, _ why: String, _ hint: String, retryAfter: Int? = nil) -> Problem {
            Problem(kind, "\(subject) \(why)", hint: hint, retryAfter: retryAfter, members: ["bound": .string(bound)])
        }
        switch self {
        case .revoked(let time):
            return refused(.revoked, "revoked", "was revoked at \(time)", another)
        case .expired(let time):
            return refused(.certificateExpired, "expires", "expired at \(time)", another)
        case .network(let address):
            let networks = (zero.bounds.networks ?? []).joined(separator: ", ")
            return refused(
                .forbidden, "networks", "is good in \(networks), and this came from \(address ?? "an unknown address")",
                "enrol from there, or with another zero certificate")
        case .name:
            return refused(
                .forbidden, "names", "is for machines called \(zero.bounds.names ?? ""), and not for \(name)",
                "enrol with another --name")
        case .usedUp:
            return refused(.forbidden, "uses", "is used up: \(zero.uses) of \(zero.bounds.uses ?? 0) uses", another)
        case .queueFull:
            return refused(
                .tooManyRequests, "approval", "has \(ZeroCertificateRecord.queueLimit) machines that await an approval",
                "an admin approves them (beckon machine approve) or takes them away (beckon machine revoke)", retryAfter: 60)
        }
    }
}
