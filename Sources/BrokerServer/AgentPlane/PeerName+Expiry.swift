import BeckonIdentity

extension PeerName {
    /// Whether the core judges the certificate's time: a machine's has a grace, and a zero certificate that is tried too late is written
    /// down, as any that a bound refuses.
    var isJudgedByTheCore: Bool {
        switch self {
        case .machine, .zero: true
        case .operator: false
        }
    }
}
