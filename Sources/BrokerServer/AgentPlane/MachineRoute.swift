import BeckonWire
import BrokerCore
import NIOHTTP1

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

    init(method: HTTPMethod, target: RequestTarget) throws(Problem) {
        let segments = target.segments
        if segments == ["v1", "executors"] {
            try target.require(.PUT, method)
            self = .executors
        } else if segments == ["v1", "certificate"] {
            try target.require(.POST, method)
            self = .certificate
        } else if segments == ["v1", "trust"] {
            try target.require(.GET, method)
            self = .trust
        } else if segments.count >= 4, segments.prefix(2) == ["v1", "transactions"] {
            self = try Self.ofTransaction(segments[2], Array(segments.dropFirst(3)), method, target)
        } else {
            throw target.notFound
        }
    }

    var access: MachineAccess {
        switch self {
        case .executors, .trust: .upkeep
        case .certificate: .renewal
        case .fetch: .fetch
        case .output, .report: .results
        }
    }

    private static func ofTransaction(
        _ id: Substring, _ rest: [Substring], _ method: HTTPMethod, _ target: RequestTarget
    ) throws(Problem) -> MachineRoute {
        guard let transaction = TransactionID(id), let make = self.maker(rest) else { throw target.notFound }
        try target.require(.POST, method)
        return try make(transaction, target)
    }

    private typealias Maker = (TransactionID, RequestTarget) throws(Problem) -> MachineRoute

    private static func maker(_ rest: [Substring]) -> Maker? {
        switch rest {
        case ["fetch"]: { id, _ in .fetch(id) }
        case ["report"]: { id, _ in .report(id) }
        case ["output", "stdout"]: output(.stdout)
        case ["output", "stderr"]: output(.stderr)
        default: nil
        }
    }

    private static func output(_ stream: OutputStream) -> Maker {
        { (id, target) throws(Problem) in
            .output(id, stream, attempt: try target.number("attempt", from: 1), offset: try target.number("offset", from: 0))
        }
    }
}
