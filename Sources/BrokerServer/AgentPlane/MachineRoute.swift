import BeckonWire
import BrokerCore

/// What a machine may ask for beside its availability.
enum MachineRoute: Hashable, Sendable {
    case executors
    case certificate
    /// The trust bundle in force.
    case trust
    /// The third request.
    case fetch(TransactionID)
    case output(TransactionID, OutputStream, attempt: Int, offset: Int)
    case report(TransactionID)

    var access: MachineAccess {
        switch self {
        case .executors, .trust: .upkeep
        case .certificate: .renewal
        case .fetch: .fetch
        case .output, .report: .results
        }
    }
}
