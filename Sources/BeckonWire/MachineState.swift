/// How a machine stands with its subscriber.
package enum MachineState: String, Codable, CaseIterable, Sendable {
    /// Gets work.
    case active
    /// Has asked to enrol and awaits an admin's approval; has no certificate.
    case pending
    /// Two machines have shown this identity: neither gets work until an admin has resolved it.
    case quarantined
    /// Refused for good.
    case revoked
}
