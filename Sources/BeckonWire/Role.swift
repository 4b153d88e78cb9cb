/// What an operator may do; each includes the one before.
package enum Role: String, Codable, CaseIterable, Sendable, Comparable {
    /// Sees machines, transactions and their output.
    case viewer
    /// Dispatches instructions and cancels them.
    case `operator`
    /// Enrols, labels, approves and revokes; names operators; reads the audit log.
    case admin

    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}
