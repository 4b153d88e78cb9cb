import BeckonIdentity

extension PeerName {
    var isMachine: Bool {
        if case .machine = self { true } else { false }
    }
}
