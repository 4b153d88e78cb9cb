package import BeckonWire

/// What a request of an operator needs. Names are shown in refusals, and so are part of the contract.
package enum Right: String, CaseIterable, Sendable {
    case readMachines = "machines.read"
    case manageMachines = "machines.manage"
    case readExecutors = "executors.read"
    case readTransactions = "transactions.read"
    case submitTransactions = "transactions.submit"
    case cancelTransactions = "transactions.cancel"
    case readZeroCertificates = "zero-certificates.read"
    case manageZeroCertificates = "zero-certificates.manage"
    case manageOperators = "operators.manage"
    case readAudit = "audit.read"
    case manageAuthorities = "authorities.manage"
    case readMetrics = "metrics.read"

    /// Whether it can be narrowed to some machines and executors. What cannot is for operators that are not narrowed: an admin of some
    /// machines who could make zero certificates or operators would be an admin of all.
    package var isNarrowable: Bool {
        switch self {
        case .readMachines, .manageMachines, .readExecutors, .readTransactions, .submitTransactions, .cancelTransactions: true
        case .readZeroCertificates, .manageZeroCertificates, .manageOperators, .readAudit, .manageAuthorities, .readMetrics: false
        }
    }

    /// The least role that has it.
    package var role: Role {
        switch self {
        case .readMachines, .readExecutors, .readTransactions, .readMetrics: .viewer
        case .submitTransactions, .cancelTransactions: .operator
        case .manageMachines, .readZeroCertificates, .manageZeroCertificates, .manageOperators, .readAudit, .manageAuthorities:
            .admin
        }
    }
}
