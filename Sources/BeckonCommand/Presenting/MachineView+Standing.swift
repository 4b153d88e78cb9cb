import BeckonWire

extension MachineView {
    /// In a few words: whether it is there, and why it gets no work where it does not.
    var standing: String {
        guard state != .active else { return connected ? "connected" : "away" }
        return stateReason.map { "\(state.rawValue): \($0)" } ?? state.rawValue
    }
}
