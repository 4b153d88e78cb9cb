import CSystemShims
import Glibc

/// Why a program was not started.
struct SpawnFailure: Error, CustomStringConvertible {
    enum Step: Int32 {
        case fork = 1
        case descriptors = 2
        case user = 3
        case directory = 4
        case exec = 5
    }

    let step: Step
    /// An `errno`.
    let code: Int32
    let program: String
    let directory: String

    /// True where the command itself is at fault, as a shell would say with 126 or 127.
    var programCannotRun: Bool { step == .exec }

    /// What a shell answers.
    var exitCode: Int32 { code == ENOENT || code == ENOTDIR ? 127 : 126 }

    var description: String {
        let reason = String(cString: strerror(code))
        return switch step {
        case .fork: "no process could be started: \(reason)"
        case .descriptors: "no pipe could be opened: \(reason)"
        case .user: "the user could not be changed: \(reason)"
        case .directory: "cwd: \(directory): \(reason)"
        case .exec: "\(program): \(code == ENOENT ? "not found" : reason)"
        }
    }
}
