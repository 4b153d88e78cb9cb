import AgentCore
import ArgumentParser
import BeckonIdentity

/// How the program ends where something went wrong: a sentence on stderr, and an exit code that says what kind it was.
enum Ending {
    struct NotEnrolled: Error, CustomStringConvertible {
        let directory: String
        var description: String {
            "this machine is not enrolled: \(directory) holds no identity (enrol it with: beckon-agent enroll --zero FILE)"
        }
    }

    static func explained(_ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            LineLogHandler.write("beckon-agent: \(error)")
            throw ExitCode(code(of: error))
        }
    }

    /// As documented in `--help`.
    private static func code(of error: any Error) -> Int32 {
        switch error {
        case let failure as AgentFailure:
            switch failure.code {
            case .revoked, .certificateRefused, .certificateExpired: 3
            case .staleSession: 4
            case .journal: 5
            }
        case let error as EnrollmentError:
            switch error {
            case .link(let link):
                switch link.meaning {
                case .stop: 3
                case .refused, .retry, .renew, .quarantined: 2
                }
            case .enrolledOtherwise, .identity: 1
            }
        case is StorageError: 5
        default: 1
        }
    }
}
