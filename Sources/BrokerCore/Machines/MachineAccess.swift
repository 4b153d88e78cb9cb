/// What a request of a machine is for, as far as it matters to whether a machine may make it that is not in good standing.
package enum MachineAccess: CaseIterable, Sendable {
    /// The second request.
    case availability
    /// The third request.
    case fetch
    /// What became of an instruction that has been fetched.
    case results
    /// The catalogue and the trust bundle.
    case upkeep
    case renewal

    /// Whether a machine may go on with it while it is quarantined. What it fetched before is run, so it had better be told; nothing new
    /// is given to it, no instruction and no certificate.
    package var isOpenInQuarantine: Bool {
        switch self {
        case .availability, .results, .upkeep: true
        case .fetch, .renewal: false
        }
    }
}
