import CSystemShims

/// How a child ended.
enum ChildEnding: Sendable {
    case exited(code: Int32)
    case signalled(Signal)
    /// Because the instruction was to stop.
    case stopped
    case notStarted(SpawnFailure)

    struct Signal: Sendable {
        let number: Int32
        var name: String { process_signal_name(number).map { "SIG" + String(cString: $0) } ?? "signal \(number)" }
    }

    /// From the status that `waitpid` gives (wait(2)): a signal in the low seven bits, else the code in the next eight.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exited(code: waitStatus >> 8 & 0xFF) : .signalled(Signal(number: signal))
    }
}
