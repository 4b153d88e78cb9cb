import CSystemShims

/// How a host process ended.
enum HostEnd: Hashable, Sendable, CustomStringConvertible {
    case exited(code: Int32)
    case signalled(Int32)

    /// From the status that `waitpid` gives (wait(2)): a signal in the low seven bits, else the code in the next eight.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exited(code: waitStatus >> 8 & 0xFF) : .signalled(signal)
    }

    var description: String {
        switch self {
        case .exited(let code): return "executor host ended with exit code \(code)"
        case .signalled(let signal):
            let name = process_signal_name(signal).map { "SIG" + String(cString: $0) } ?? "\(signal)"
            return "executor host ended by signal \(name)"
        }
    }
}
